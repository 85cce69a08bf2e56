"""Where a match of Taboo stands, and whether it is over."""

from dataclasses import dataclass

from games.rules.base import Seat
from games.rules.questions import GUESSER, HOLDER


@dataclass(frozen=True)
class Round:
    """What the holder said, and the reply or guess to it; ruling: "" until both are there, then
    "right" or "wrong" of a guess, "clean" or "uttered" of a reply."""

    number: int
    said: str
    reply: str = ""
    is_guess: bool = False
    ruling: str = ""


@dataclass(frozen=True)
class Position:
    """warned_for: what the holder said that was not passed on, "" if nothing."""

    is_adversarial: bool
    num_turns: int
    word: str
    aliases: tuple[str, ...]
    forbidden: tuple[str, ...]
    category: str
    near: tuple[str, ...] = ()
    rounds: tuple[Round, ...] = ()
    warned_for: str = ""
    is_forfeited: bool = False

    @property
    def last(self) -> Round | None:
        return self.rounds[-1] if self.rounds else None

    @property
    def right(self) -> Round | None:
        """The round in which the word was found: the last, but after an appeal."""
        return next((one for one in self.rounds if one.ruling == "right"), None)

    @property
    def num_used(self) -> int:
        return self.right.number if self.right else len(self.rounds)

    @property
    def seat_to_move(self) -> Seat:
        return GUESSER if self.last and not self.last.ruling else HOLDER


def reason_of(position: Position) -> str | None:
    """Why the match is over, as a key for the page; None while it runs."""
    if position.is_forfeited:
        return "forbidden-word"
    if position.right:
        return "guessed"
    last = position.last
    if last is None or not last.ruling:
        return None
    if last.ruling == "uttered":
        return "said-the-word"
    if position.is_adversarial and last.ruling == "wrong":
        return "wrong-guess"
    if len(position.rounds) < position.num_turns:
        return None
    return "got-through" if position.is_adversarial else "no-turns-left"
