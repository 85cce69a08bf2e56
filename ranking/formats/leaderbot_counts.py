"""leaderbot's JSON, votes added up: models, pairs X, counts Y (win, loss, tie, both bad)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ranking.formats.items import Broken, Refused, Tally
from ranking.formats.records import Unreadable, whole_document
from ranking.formats.values import count, name, short

NUM_OUTCOMES = (3, 4)  # older files have no both bad


def read(path: Path) -> Iterator[Tally | Broken]:
    """A tally a pair, numbered from 1; raises Unreadable where the whole makes no sense."""
    data = whole_document(path)
    if not is_ours(data):
        raise Unreadable(f"{path.name} must have the lists models, X and Y.")
    if len(data["X"]) != len(data["Y"]):
        raise Unreadable(f"{path.name} has {len(data['X'])} pairs and {len(data['Y'])} counts.")
    for number, (pair, counts) in enumerate(zip(data["X"], data["Y"], strict=True), 1):
        try:
            yield _tally(number, data["models"], pair, counts)
        except Refused as refusal:
            yield Broken(number, str(refusal))


def is_ours(data: Any) -> bool:
    lists = ("models", "X", "Y")
    return isinstance(data, dict) and all(isinstance(data.get(key), list) for key in lists)


def _tally(number: int, models: list[Any], pair: Any, counts: Any) -> Tally:
    if not isinstance(pair, list) or len(pair) != 2:
        raise Refused(f"the pair is {short(pair)}; it must be two places in models")
    if not isinstance(counts, list) or len(counts) not in NUM_OUTCOMES:
        raise Refused(f"the counts are {short(counts)}; they must be win, loss, tie, both bad")
    if pair[0] == pair[1]:
        raise Refused("both places are the same")
    left, right = (_name(models, place) for place in pair)
    won, lost, tied, both_bad = ([count(c, "a count") for c in counts] + [0])[:4]
    return Tally(number, left, right, won, lost, tied, both_bad)


def _name(models: list[Any], place: Any) -> str:
    if not isinstance(place, int) or not 0 <= place < len(models):
        raise Refused(f"{short(place)} is no place in models")
    return name({"the model's name": models[place]}, "the model's name")
