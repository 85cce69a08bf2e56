"""Reading texts: which language they are in, and what they look like."""
