"""Whether people play on and like it: chat and games side by side, for a page and the API."""
