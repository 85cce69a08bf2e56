"""An n-gram language model, trained on text that comes with Python."""
