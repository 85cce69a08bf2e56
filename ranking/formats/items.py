"""What comes out of a file: rows, tallies of many rows, and what could not be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

NAMES_KNOWN = "names_known"
IDENTITY_LEAK = "identity_leak"
FAILED_ANSWER = "failed_answer"
DUPLICATE_PROMPT = "duplicate_prompt"


class Refused(Exception):
    """A record says something that cannot be; the message is the reason, without the line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One vote. What a file does not say stays empty.

    number       line of a text file, row of a table, from 1
    outcome      left, right, tie or both_bad
    id           the file's own name for the vote
    voter        whatever tells voters apart in the file: never stored as it is
    language     ISO 639 code
    prompts      the visitor's messages, one a turn; the answers likewise
    images       hashes of the pictures that the question is about, 32 to 64 hex characters
    left_style   counts that the file itself gives, by the names of style_features
    set_aside    why the vote should not count, or ""
    categories   what the file says of the question: category, whether it holds
    """

    number: int
    left: str
    right: str
    outcome: str
    id: str = ""
    at: datetime | None = None
    voter: str = ""
    language: str = ""
    num_turns: int = 1
    prompts: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    left_answers: tuple[str, ...] = ()
    right_answers: tuple[str, ...] = ()
    left_style: Mapping[str, int] = field(default_factory=dict)
    right_style: Mapping[str, int] = field(default_factory=dict)
    num_swaps: int = 0
    set_aside: str = ""
    flags: tuple[str, ...] = ()
    categories: Mapping[str, bool] = field(default_factory=dict)

    @property
    def is_anonymous(self) -> bool:
        return self.set_aside != NAMES_KNOWN


@dataclass(frozen=True, slots=True)
class Tally:
    """Votes on a pair, added up already."""

    number: int
    left: str
    right: str
    left_won: int
    right_won: int
    tied: int
    both_bad: int


@dataclass(frozen=True, slots=True)
class Broken:
    """A line that could not be read, and why."""

    number: int
    reason: str


Item = Row | Tally | Broken


@dataclass(frozen=True, slots=True)
class Columns:
    """Where a plain table keeps what; an empty name is a column that is not there."""

    left: str = ""
    right: str = ""
    winner: str = ""
    id: str = ""
    time: str = ""
    voter: str = ""
    language: str = ""
    turns: str = ""
    prompt: str = ""
    left_answer: str = ""
    right_answer: str = ""
    anonymous: str = ""
    swaps: str = ""
