"""Tries of a player to talk a model out of its rules: noted with the move, told at the end. Pure.

A note changes no position and decides nothing. Where such tries are a legal tactic (Mode's
allows_injection) it says so.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from games.rules.base import EVERYBODY, NOBODY, Fact, Seat
from games.wording.injection import tries_injection

NOTED = "noted"


@dataclass(frozen=True)
class Injection:
    """place: of the note among the facts. gave_in: whether the model said the word in the reply
    that followed; None where the rules cannot tell."""

    place: int
    seat: Seat
    rule: str
    version: int
    is_legal: bool
    gave_in: bool | None = None


def notes_on(facts: Iterable[Fact], seat: Seat, *, is_legal: bool) -> tuple[Fact, ...]:
    """Of the facts of a seat's move; what never reaches the other seat is none of its business."""
    written = [
        text
        for fact in facts
        if fact.seat == seat and fact.seen_by == EVERYBODY
        for text in _texts_of(fact)
    ]
    rulings = [ruling for ruling in map(tries_injection, written) if ruling.holds]
    return tuple(
        Fact(NOTED, {"by": seat, "is_legal": is_legal, **ruling.to_json()}, seen_by=NOBODY)
        for ruling in rulings
    )


def injections_in(facts: Sequence[Fact]) -> list[Injection]:
    """Of all facts of a match, notes among them, in order."""
    found: list[Injection] = []
    for place, fact in enumerate(facts):
        if fact.kind == NOTED:
            payload = fact.payload
            gave_in = _gave_in(facts[place + 1 :], payload["by"])
            found.append(
                Injection(
                    place,
                    payload["by"],
                    payload["rule"],
                    payload["version"],
                    payload["is_legal"],
                    gave_in,
                )
            )
    return found


def _gave_in(later: Sequence[Fact], seat: Seat) -> bool | None:
    """By the other seat's next reply and its ruling; a guess is an answer by its own wits."""
    for number, fact in enumerate(later):
        if fact.seat in ("", seat):
            continue
        if fact.kind == "guessed":
            return False
        if fact.kind == "replied":
            ruled = next((one for one in later[number:] if one.kind == "checked"), None)
            return None if ruled is None else bool(ruled.payload["holds"])
    return None


def _texts_of(fact: Fact) -> list[str]:
    payload = fact.payload
    return [payload["text"]] if "text" in payload else list(payload.get("statements", ()))
