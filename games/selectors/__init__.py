"""What can be asked about matches."""

from games.selectors.beliefs import Belief, beliefs_of, probed_turns
from games.selectors.consents import consent_of, has_consented
from games.selectors.dailies import Daily, check_may_see, daily_of, day_of
from games.selectors.matches import (
    Record,
    events_after,
    idle_since,
    items_met,
    match_invited_to,
    match_of,
    num_ended_before,
    num_running,
    overdue,
    player_at,
    playing_slugs,
    record_of,
    running_of,
    seat_of,
)
from games.selectors.spectating import DELAY, as_watched

__all__ = [
    "DELAY",
    "Belief",
    "Daily",
    "Record",
    "as_watched",
    "beliefs_of",
    "check_may_see",
    "consent_of",
    "daily_of",
    "day_of",
    "events_after",
    "has_consented",
    "idle_since",
    "items_met",
    "match_invited_to",
    "match_of",
    "num_ended_before",
    "num_running",
    "overdue",
    "player_at",
    "playing_slugs",
    "probed_turns",
    "record_of",
    "running_of",
    "seat_of",
]
