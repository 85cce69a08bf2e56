"""What players write, judged by rules: is it this word, does it say a forbidden one? Pure."""
