"""How long people may think about a move, and how much of their line's delay is forgiven. Pure.

A tempo gives each move of a human a number of seconds; the server's time alone counts. What a model
thinks never runs a human's clock. A line costs time that nobody thought in, so a move is forgiven
as much of its lag as its player's quota holds: with gain g = min(100, 0.4 s + 15) a move, where s
is the estimated length of the match in seconds, a quota begins at 3 g, never holds more than 7 g,
and is spent by what it forgave (lila's rule). All quotas are in hundredths of a second.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

MOST_GAINED = 100
GAINS_AT_FIRST, GAINS_AT_MOST = 3, 7
TO_ARRIVE = timedelta(seconds=30)  # whoever waited for the other player may look elsewhere
AFTER_RESTART = timedelta(seconds=20)  # given to whoever was on the move when the site came back


class Tempo(StrEnum):
    """How long a human may think about each move."""

    RELAXED = "relaxed"
    CASUAL = "casual"
    BLITZ = "blitz"


MOVE_SECONDS = {Tempo.RELAXED: 0, Tempo.CASUAL: 60, Tempo.BLITZ: 20}  # 0: as long as they like


def tempo_of(move_seconds: int) -> Tempo:
    return next(tempo for tempo, seconds in MOVE_SECONDS.items() if seconds == move_seconds)


def gain_of(match_seconds: float) -> int:
    """What a quota gains with each move, in hundredths, by the estimated length of the match."""
    return min(MOST_GAINED, int(0.4 * match_seconds + 15))


@dataclass(frozen=True, slots=True)
class Quota:
    """left: how much lag is still forgiven, in hundredths of a second."""

    gain: int
    left: int

    @classmethod
    def at_first(cls, gain: int) -> "Quota":
        return cls(gain, GAINS_AT_FIRST * gain)

    def spend(self, lag: int) -> tuple[int, "Quota"]:
        """What is forgiven of a move's lag, and the quota after the move; both in hundredths."""
        forgiven = min(max(lag, 0), self.left)
        left = min(GAINS_AT_MOST * self.gain, self.left + self.gain - forgiven)
        return forgiven, Quota(self.gain, left)


def is_late(due_at: datetime, now: datetime, forgiven: int) -> bool:
    """Whether a move that came now came after its time; forgiven in hundredths.

    With the whole quota forgiven: whether none could come in time any more.
    """
    return now > due_at + timedelta(milliseconds=10 * forgiven)
