"""ELIZA: the rules machine of 1966, and a script for it. script.py is where its words are."""
