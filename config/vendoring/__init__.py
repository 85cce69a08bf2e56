"""Files of others that the pages carry: taken from npm by exact pins, and committed."""
