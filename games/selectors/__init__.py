"""What can be asked about matches."""

from games.selectors.beliefs import Belief, beliefs_of, probed_turns, replays_of
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
    wording_of,
)
from games.selectors.measures import (
    State,
    counts_on_boards,
    measured_rows,
    newest_findings,
    state_of_measures,
    unmeasured_matches,
)
from games.selectors.spectating import DELAY, as_watched, delay_of

__all__ = [
    "DELAY",
    "Belief",
    "Daily",
    "Record",
    "State",
    "as_watched",
    "beliefs_of",
    "check_may_see",
    "consent_of",
    "counts_on_boards",
    "daily_of",
    "day_of",
    "delay_of",
    "events_after",
    "has_consented",
    "idle_since",
    "items_met",
    "match_invited_to",
    "match_of",
    "measured_rows",
    "newest_findings",
    "num_ended_before",
    "num_running",
    "overdue",
    "player_at",
    "playing_slugs",
    "probed_turns",
    "record_of",
    "replays_of",
    "running_of",
    "seat_of",
    "state_of_measures",
    "unmeasured_matches",
    "wording_of",
]
