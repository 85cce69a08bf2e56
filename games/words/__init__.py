"""Words to play with: the bank that matches are dealt from, and what is known of each word."""
