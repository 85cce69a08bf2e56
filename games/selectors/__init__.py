"""What can be asked about matches."""

from games.selectors.matches import (
    Record,
    events_after,
    idle_since,
    match_invited_to,
    match_of,
    num_running,
    player_at,
    playing_slugs,
    record_of,
    running_of,
    seat_of,
)

__all__ = [
    "Record",
    "events_after",
    "idle_since",
    "match_invited_to",
    "match_of",
    "num_running",
    "player_at",
    "playing_slugs",
    "record_of",
    "running_of",
    "seat_of",
]
