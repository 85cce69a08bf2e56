"""Is there a person behind this request? One question, three ways to ask it."""
