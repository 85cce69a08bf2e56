"""Where a match of Bluffing stands, and what the questioner may do about it."""

from dataclasses import dataclass

from games.rules.base import Seat
from games.rules.probes import BELIEFS

TELLER, QUESTIONER = "teller", "questioner"
FACT_CARD, PERSONAL, TWO_TRUTHS = "fact-card", "personal", "two-truths"
TRUTHS = ("true", "false")
LIES = ("1", "2", "3")


@dataclass(frozen=True)
class Round:
    """A question and, when it is there, the answer."""

    number: int
    question: str
    answer: str = ""


@dataclass(frozen=True)
class Position:
    """statements: one, or three of which one is the lie; none until the teller has written them.

    truth: the verdict that is right; "" until it is sealed.
    """

    mode: str
    num_turns: int
    statements: tuple[str, ...] = ()
    truth: str = ""
    topic: str = ""
    dossier: str = ""
    rounds: tuple[Round, ...] = ()
    verdict: str = ""

    @property
    def verdicts(self) -> tuple[str, ...]:
        return LIES if self.mode == TWO_TRUTHS else TRUTHS

    @property
    def beliefs(self) -> tuple[str, ...]:
        return (*LIES, "unknown") if self.mode == TWO_TRUTHS else BELIEFS

    @property
    def seat_to_move(self) -> Seat:
        is_asked = bool(self.rounds) and not self.rounds[-1].answer
        return TELLER if not self.truth or is_asked else QUESTIONER

    @property
    def must_rule(self) -> bool:
        """No questions are left."""
        return len(self.rounds) == self.num_turns
