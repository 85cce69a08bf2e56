"""What a game is: a start, what may be done, what comes of it, what each seat sees, the end.

    CannotPlay
      +-- IllegalMove     not taken; the message tells the player why and what would do
      +-- ImpossibleDeal  a match cannot begin with this

The truth of a match is the list of its facts. A position is what is left when they are folded, so a
replay is the same sum again. `apply` says which facts a move makes and changes nothing; what it had
to judge (a guess, a forbidden word) is in its facts, with rule and version, so that a later judge
never changes what happened. Rules know no clock and no I/O; chance comes from the deal's seed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import reduce
from typing import Any, Protocol

Payload = Mapping[str, Any]  # as JSON holds it
Position = Any  # a frozen value of the game's own kind
Seat = str
Wordings = Mapping[Seat, tuple[str, ...]]  # of the task of a model at each seat, all worth the same

EVERYBODY = ("*",)
NOBODY = ()  # until the match is over


class CannotPlay(ValueError):
    """See above."""


class IllegalMove(CannotPlay):
    """See above."""


class ImpossibleDeal(CannotPlay):
    """See above."""


class Result(StrEnum):
    """Of one seat. In a game that is played together both may have won."""

    WON = "won"
    LOST = "lost"
    DRAWN = "drawn"


@dataclass(frozen=True)
class Deal:
    """What a match begins with; the first fact of each.

    item: from the word bank (games/words), as JSON; {} where nothing is dealt, or where a player
    brings a secret along. num_turns: how many turns of the game, by its own count.
    """

    mode: str
    num_turns: int
    seed: int
    item: Payload = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return {
            "mode": self.mode,
            "num_turns": self.num_turns,
            "seed": self.seed,
            "item": dict(self.item),
        }


@dataclass(frozen=True)
class Fact:
    """Something that happened, past tense. seen_by: seats, EVERYBODY or NOBODY, while it runs."""

    kind: str
    payload: Payload
    seat: Seat = ""  # who did it; "" for the game itself
    seen_by: tuple[Seat, ...] = EVERYBODY

    def is_seen_by(self, seat: Seat | None) -> bool:
        return self.seen_by == EVERYBODY or (seat is not None and seat in self.seen_by)


class Matter(StrEnum):
    """What a judge of appeals decides."""

    MEANS = "means"  # a guess that was ruled wrong means the word after all
    CLEAN = "clean"  # a text that was held back says none of the words


@dataclass(frozen=True)
class Dispute:
    """A ruling that a judge looks at. said: what was written; words: the word and its aliases, or
    what may not be said. granted: the fact that a granted appeal makes."""

    matter: Matter
    said: str
    words: tuple[str, ...]
    granted: Fact


@dataclass(frozen=True)
class Form:
    """What a seat may send now: one of the options, each a payload's properties as JSON Schema.

    All properties of an option are required. A model can be held to them, down to the pattern of a
    text; `apply` is more lenient and has the last word. probe: what a model may be made to say
    first, in some matches, about what it believes; kept for analysis and seen by nobody.
    again: narrower options for a model that has to be asked again.
    """

    options: tuple[Payload, ...]
    probe: Payload = field(default_factory=dict)
    again: tuple[Payload, ...] = ()


def schema_of(options: Sequence[Payload], probe: Payload | None = None) -> dict[str, Any]:
    """JSON Schema of one of the options, each with the probe in front."""
    schemas = [_object_schema({**(probe or {}), **option}) for option in options]
    return schemas[0] if len(schemas) == 1 else {"anyOf": schemas}


def _object_schema(properties: Payload) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


@dataclass(frozen=True)
class Outcome:
    """reason: a key for the page, such as "guessed"; score: of each seat, 0 to 100."""

    results: Mapping[Seat, Result]
    reason: str
    score: Mapping[Seat, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """Something said in a match, as one of its seats saw it."""

    is_own: bool
    text: str


@dataclass(frozen=True)
class Brief:
    """What a model at a seat is told.

    task: interchangeable wordings of the whole task, one of which a match keeps to the end;
    example: a piece of another match, to show the form; transcript: this one so far, oldest first;
    ask: what to do now.
    """

    task: tuple[str, ...]
    transcript: tuple[Line, ...]
    ask: str
    example: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Mode:
    """One way to play a game, with a board of its own.

    deals: the kind of item that it takes from the word bank, or "". model_seat: where a model sits
    against a human. is_rated: whether finished matches can count at all.
    is_together: whether both seats have one goal. is_wordless: whether a human who meets a model
    only chooses and writes nothing. moves_a_turn: how many moves make a turn. allows_injection:
    whether to ask a model outright to leave its rules is a move like any other.
    """

    key: str
    num_turns: int
    model_seat: Seat
    deals: str = ""
    is_rated: bool = True
    is_together: bool = False
    is_wordless: bool = False
    moves_a_turn: int = 2
    allows_injection: bool = False


class Game(Protocol):
    """The rules of one game; `version` grows when the same moves would lead elsewhere."""

    key: str
    version: int
    seats: tuple[Seat, Seat]
    modes: tuple[Mode, ...]

    def start(self, deal: Deal) -> Position:
        """The first position. Raises ImpossibleDeal."""

    def legal(self, position: Position, seat: Seat) -> Form | None:
        """What the seat may do; None when it is not its turn or all is over."""

    def apply(self, position: Position, seat: Seat, move: Payload) -> tuple[Fact, ...]:
        """What the move makes happen. Raises IllegalMove."""

    def evolve(self, position: Position, fact: Fact) -> Position:
        """The position after a fact."""

    def view(self, position: Position, seat: Seat | None) -> dict[str, Any]:
        """What a seat may know, as JSON; None is a spectator. All of it once the match is over."""

    def outcome(self, position: Position) -> Outcome | None:
        """None while the match runs."""

    def appeal(self, position: Position, seat: Seat, fact: Fact) -> Dispute:
        """What a seat may have judged again of a ruling. position: as the fact left it.

        Raises IllegalMove where there is nothing to judge.
        """

    def brief(self, position: Position, seat: Seat) -> Brief:
        """For a model at the seat. Holds nothing that the seat may not know."""


def replay(game: Game, deal: Deal, facts: Iterable[Fact]) -> Position:
    """The position that the facts lead to."""
    return reduce(game.evolve, facts, game.start(deal))


def seat_to_move(game: Game, position: Position) -> Seat | None:
    """Whose turn it is; None when the match is over."""
    return next((seat for seat in game.seats if game.legal(position, seat)), None)


def mode_of(game: Game, key: str) -> Mode:
    """Raises ImpossibleDeal with what there is."""
    for mode in game.modes:
        if mode.key == key:
            return mode
    known = ", ".join(mode.key for mode in game.modes)
    raise ImpossibleDeal(f"{game.key} has no mode {key}. There are: {known}.")
