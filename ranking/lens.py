"""A lens: which comparisons of a board are ranked, and by which method."""

from dataclasses import dataclass
from datetime import date, timedelta

EVERYTHING = "all"  # the category that every comparison is in
ALL_TIME = "all-time"
BRADLEY_TERRY = "bradley-terry"
STYLE_CONTROL = "style-control"

# Days that a window reaches back, today included; None: all.
WINDOWS: dict[str, int | None] = {ALL_TIME: None, "90-days": 90, "30-days": 30, "7-days": 7}


@dataclass(frozen=True, order=True)
class Lens:
    """category: of questions; window: of time; method_key: of the fit."""

    category: str = EVERYTHING
    window: str = ALL_TIME
    method_key: str = BRADLEY_TERRY

    def first_day(self, today: date) -> date | None:
        """The first day that is seen; None if all are. Raises KeyError for an unknown window."""
        num_days = WINDOWS[self.window]
        return None if num_days is None else today - timedelta(days=num_days - 1)


PLAIN = Lens()
