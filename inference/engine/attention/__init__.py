"""Ways to attend over the key-value cache."""
