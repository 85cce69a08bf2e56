"""Words and numbers of the ranking's pages."""
