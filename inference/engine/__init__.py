"""The engine: a process of its own that turns chat messages into text with a small network."""
