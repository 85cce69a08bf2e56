"""Tokens by which a program acts for an account: shown once, kept as a hash, revoked at will."""
