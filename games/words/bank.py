"""The word bank: items that matches are dealt from, drawn by a generator that is passed in.

The files in `bank/` are made by `manage.py build_word_bank` and read once. `reviewed` items were
read by somebody and passed; rated matches are dealt no others.
"""

import hmac
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

FOLDER = Path(__file__).with_name("bank")
FILES = {"object": "objects", "card": "cards", "fact": "facts", "personal": "personal"}
KINDS = tuple(FILES)


class NothingToDraw(ValueError):
    """No item of the bank is as wanted; the message says what was asked for."""


@dataclass(frozen=True)
class Item:
    """kind: one of KINDS; difficulty: 1 to 3; about: the rest, as `to_deal` gives it."""

    id: str
    kind: str
    difficulty: int
    is_reviewed: bool
    about: Mapping[str, Any]

    def to_deal(self) -> dict[str, Any]:
        """What games/rules expect of an item, with its id and kind."""
        return {"id": self.id, "kind": self.kind, **self.about}


@cache
def items(kind: str) -> tuple[Item, ...]:
    """All of a kind, by id. Raises KeyError for a kind that there is none of."""
    rows = json.loads((FOLDER / f"{FILES[kind]}.json").read_text("utf-8"))["items"]
    return tuple(
        Item(
            id=row["id"],
            kind=kind,
            difficulty=row.get("difficulty", 2),
            is_reviewed=row.get("reviewed", False),
            about=_about(kind, row),
        )
        for row in rows
    )


def draw(
    kind: str,
    rng: Random,
    *,
    difficulty: int | None = None,
    only_reviewed: bool = True,
    without: Collection[str] = (),
) -> Item:
    """One item, evenly among those that fit; a fact comes with its coin tossed.

    without: ids. Raises NothingToDraw.
    """
    fitting = [
        item
        for item in items(kind)
        if (item.is_reviewed or not only_reviewed)
        and (difficulty is None or item.difficulty == difficulty)
        and item.id not in without
    ]
    if not fitting:
        which = "" if difficulty is None else f" of difficulty {difficulty}"
        raise NothingToDraw(f"The word bank has no other {kind}{which}. Ask for fewer limits.")
    item = rng.choice(fitting)
    return _with_coin(item, is_true=rng.random() < 0.5) if kind == "fact" else item


def of_day(kind: str, day: date, key: bytes) -> Item:
    """The item of a day, the same for all; whoever lacks the key cannot tell it in advance.

    Each reviewed item comes once before any comes again: within a round of as many days as there
    are items, they follow the order of HMAC-SHA256 over round and id.
    """
    reviewed = [item for item in items(kind) if item.is_reviewed]
    if not reviewed:
        raise NothingToDraw(f"The word bank has no reviewed {kind} for a day.")
    number, place = divmod(day.toordinal(), len(reviewed))
    order = sorted(reviewed, key=lambda item: _mark(key, f"{kind}/{number}/{item.id}"))
    item = order[place]
    if kind != "fact":
        return item
    return _with_coin(item, is_true=_mark(key, f"coin/{day.isoformat()}")[0] < 128)


def _about(kind: str, row: Mapping[str, Any]) -> dict[str, Any]:
    if kind == "fact":
        return {name: row[name] for name in ("true", "false", "topic", "dossier")}
    if kind == "personal":
        return {"prompt": row["prompt"], "topic": row["topic"]}
    about = {name: row.get(name, []) for name in ("word", "aliases", "near", "category")}
    return {**about, "forbidden": row["forbidden"]} if kind == "card" else about


def _with_coin(item: Item, *, is_true: bool) -> Item:
    """The claim that the teller must stand by, and what helps: the truth first."""
    about = item.about
    known: Sequence[str] = about["dossier"]
    first = f"Some believe instead: {about['false']}" if is_true else f"In truth: {about['true']}"
    dealt = {
        "claim": about["true"] if is_true else about["false"],
        "truth": is_true,
        "dossier": "\n".join([first, *known]),
        "topic": about["topic"],
    }
    return Item(item.id, item.kind, item.difficulty, item.is_reviewed, dealt)


def _mark(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), sha256).digest()
