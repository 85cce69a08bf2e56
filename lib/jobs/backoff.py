"""How long a job waits before it is tried again."""

FIRST_DELAY_SECONDS = 1.0
LONGEST_DELAY_SECONDS = 300.0


def retry_delay_seconds(attempt: int) -> float:
    """Doubles with each failed attempt (counted from 1): 1, 2, 4, ... at most five minutes."""
    return min(FIRST_DELAY_SECONDS * 2.0 ** min(attempt - 1, 30), LONGEST_DELAY_SECONDS)
