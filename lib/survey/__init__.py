"""The same three questions for chat and for games, so that the two can be compared."""
