"""The network: a file of weights in, logits out."""
