"""What there is to watch now: matches in the open, the best one first."""

from dataclasses import dataclass
from datetime import datetime

from games import selectors
from games.attending.attendance import presence_at
from games.models import Match
from games.pages.names import NAMES, Words


@dataclass(frozen=True)
class Live:
    """A match under way, as a list shows it."""

    match: Match
    num_watching: int

    @property
    def title(self) -> Words:
        return NAMES[self.match.game].title

    @property
    def mode(self) -> Words:
        return NAMES[self.match.game].modes[self.match.mode][0]

    @property
    def kinds(self) -> set[str]:
        """Of its players."""
        return {player.kind for player in self.match.players.all()}


def live_matches(now: datetime) -> list[Live]:
    """The most watched first; among equals the one in which most has happened."""
    matches = selectors.watchable(now)
    present = presence_at([match.pk for match in matches])
    found = [Live(match, one.num_watching) for match, one in zip(matches, present, strict=True)]
    return sorted(found, key=lambda one: (one.num_watching, one.match.seq), reverse=True)
