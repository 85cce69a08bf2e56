"""How the word bank is made: dictionaries in, lists of items out. Pure but for reading files."""
