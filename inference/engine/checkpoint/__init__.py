"""Checkpoints: the weights of a Llama and what belongs to them, from either kind of file."""
