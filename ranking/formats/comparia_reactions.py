"""Reactions of compar:IA: likes and dislikes of single answers, from which votes are derived.

Nobody voted here. A visitor marks answers as liked or disliked, one record each, and where more
speaks for one side of a conversation than for the other, that side counts as chosen: likes less
dislikes, over all answers of the side. Where both sides have the same, nothing follows, and there
is no row, for a tie is something that somebody says. Each row has the flag `from_reactions`, so
that these are never taken for votes; a board of their own keeps them apart. A pair that was also
voted on has the same id here as in the votes, so that one board counts it once.

Columns are those of the project's published exports: model_pos is a or b, and refers_to_conv_id
is conv_a_id or conv_b_id. A reaction that was changed has replaced the earlier one there already.
The file is read twice, so that only numbers are held, and no texts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from ranking.formats import comparia
from ranking.formats.items import Item, Refused, Row
from ranking.formats.rows import rows
from ranking.formats.values import LEFT, RIGHT, Record, short, text, truth, two_names

FROM_REACTIONS = "from_reactions"


@dataclass(slots=True)
class _Pair:
    """One conversation with two: its first reaction's line; likes less dislikes of each side."""

    number: int
    names: tuple[str, str]
    left: int = 0
    right: int = 0


def read(path: Path) -> Iterator[Item]:
    """Broken lines first, then a row for each conversation where one side is ahead."""
    pairs: dict[str, _Pair] = {}
    yield from rows(path, partial(_add, pairs))
    ahead = {pair.number: pair for pair in pairs.values() if pair.left != pair.right}

    def row_of(number: int, record: Record) -> Row | None:
        return _row(number, record, ahead[number]) if number in ahead else None

    for item in rows(path, row_of):
        if item.number in ahead:  # what was broken before has been told
            yield item


def _add(pairs: dict[str, _Pair], number: int, record: Record) -> None:
    names = two_names(record, "model_a_name", "model_b_name")
    key = text(record.get("conversation_pair_id"))
    if not key:
        raise Refused("conversation_pair_id is missing")
    liked, disliked = (truth(record.get(column), column) for column in ("liked", "disliked"))
    if liked and disliked:
        raise Refused("liked and disliked both hold")
    is_left = _is_left(record, names)
    pair = pairs.setdefault(key, _Pair(number, names))
    if pair.names != names:
        raise Refused(f"conversation_pair_id {short(key)} had two other models before")
    if is_left:
        pair.left += liked - disliked
    else:
        pair.right += liked - disliked


def _is_left(record: Record, names: tuple[str, str]) -> bool:
    """By its position, else by its conversation, else by the model's name."""
    position = text(record.get("model_pos")).strip().casefold()
    if position in ("a", "b"):
        return position == "a"
    if position:
        raise Refused(f"model_pos is {short(position)}; it must be a or b")
    places = (
        ("refers_to_conv_id", [text(record.get(f"conv_{side}_id")) for side in "ab"]),
        ("refers_to_model", list(names)),
    )
    for column, sides in places:
        said = text(record.get(column)).strip()
        if said and said in sides:
            return said == sides[0]
    raise Refused("it is not said which of the two it is about: model_pos is missing")


def _row(number: int, record: Record, pair: _Pair) -> Row:
    """As of a vote for the side that is ahead."""
    chosen = pair.names[0] if pair.left > pair.right else pair.names[1]
    vote = {"chosen_model_name": chosen, "both_equal": False, "both_bad": False}
    row = comparia.read(number, {**record, **vote})
    outcome = LEFT if pair.left > pair.right else RIGHT
    return replace(row, outcome=outcome, flags=(*row.flags, FROM_REACTIONS))
