"""What is not worth a line in the log."""

import logging


def is_no_probe(record: logging.LogRecord) -> bool:
    """False for /readyz: whoever polls it sees the answer, and a 503 there is no surprise."""
    request = getattr(record, "request", None)
    return getattr(request, "path", "") != "/readyz"
