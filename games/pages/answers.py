"""The answers of a match that is over, for its page: what each told, and which look surprising."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.template.defaultfilters import floatformat
from django.utils.translation import gettext as _

from games.pages.labels import value_label
from games.pages.names import Words


@dataclass(frozen=True)
class AnswerRow:
    """turn: 0 where it does not matter; bits: None where the word bank cannot say."""

    question: str
    answer: Words
    turn: int = 0
    bits: float | None = None


@dataclass(frozen=True)
class Told:
    rows: tuple[AnswerRow, ...]
    summary: str


@dataclass(frozen=True)
class Surprising:
    """is_own: the reader's answers, not a model's; is_excluded: the match is off its board."""

    rows: tuple[AnswerRow, ...]
    is_own: bool
    is_excluded: bool


def told_of(state: Mapping[str, Any]) -> Told | None:
    """None where the bank can say of no answer."""
    rows = tuple(
        AnswerRow(one["question"], value_label(one["answer"]), one["turn"], one["bits"])
        for one in (state["hindsight"] or {}).get("told", ())
    )
    known = [(row.bits, row.question) for row in rows if row.bits is not None]
    if not known:
        return None
    most, question = max(known)
    words = _("The answers told %(bits)s bits; the most, %(most)s, came of “%(question)s”")
    bits = floatformat(sum(one for one, _question in known), 1)
    return Told(rows, words % {"bits": bits, "most": floatformat(most, 1), "question": question})


def surprising_of(state: Mapping[str, Any]) -> Surprising | None:
    found = (state["hindsight"] or {}).get("surprising")
    if not found:
        return None
    rows = (AnswerRow(one["question"], value_label(one["answer"])) for one in found["answers"])
    return Surprising(tuple(rows), found["is_own"], found["is_excluded"])
