"""Battles of VisionArena: clean battles about pictures, of which only the hashes are kept.

Two files say the same. The one that leaderboards are made from has no pictures: its messages are
[text, hashes], its tags those of the open classifiers, `category_tag`. The full one is gated and
has the pictures, and its categories in one object, or as columns.

Confirmed, from the open classifiers and logs: the names in category_tag, and [text, hashes].
Confirmed for the data set of single conversations only: conversations as lists of turns; images,
user_id, conversation_id, is_preset, and the names in `categories`. Not confirmed for battles: where
categories and pictures are, so several places are looked at, and none of them must be there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ranking.formats import clean_battles
from ranking.formats.images import distinct, hashes_of
from ranking.formats.items import Row
from ranking.formats.values import Record, decoded, is_missing, text, truth

PICTURES = ("images", "image", "image_hash", "image_hashes")
NAMES = {  # as the files have them: as ours
    "captioning": "captioning",
    "code": "coding",
    "is_code": "coding",
    "creative_writing": "creative-writing",
    "creative_writing_vision": "creative-writing",
    "diagram": "diagram",
    "entity_recognition": "entity-recognition",
    "homework": "homework",
    "humor": "humor",
    "ocr": "ocr",
    "refusal": "refusal",
    "is_refusal": "refusal",
}
PRESET = "preset_image"  # the picture was one of the arena's own examples


def looks_like(there: set[str]) -> bool:
    battle = {"model_a", "model_b", "winner"}
    return there >= battle and bool(there & {*PICTURES, "is_preset", "preset_dataset"})


def read(number: int, record: Record) -> Row:
    """A row; raises Refused."""
    plain = {name: value for name, value in record.items() if name not in ("categories", "is_code")}
    row = clean_battles.read(number, plain)
    pictures = distinct(
        found for column in PICTURES for found in hashes_of(_pictures(record, column))
    )
    is_preset = truth(record.get("is_preset"), "is_preset")
    return replace(
        row,
        id=row.id or text(record.get("conversation_id")),
        images=row.images or pictures,
        flags=(*row.flags, PRESET) if is_preset else row.flags,
        categories={**row.categories, **_categories(record)},
    )


def _pictures(record: Record, column: str) -> object:
    value = record.get(column)
    is_json = isinstance(value, str) and value.lstrip().startswith(("[", "{"))
    return decoded(value, column) if is_json else value


def _categories(record: Record) -> dict[str, bool]:
    """What any of the places says; a category holds if one of its names does."""
    found: dict[str, bool] = {}
    for column, holds in _said(record):
        if column in NAMES and not is_missing(holds):
            ours = NAMES[column]
            found[ours] = truth(holds, column) or found.get(ours, False)
    return found


def _said(record: Record) -> list[tuple[str, object]]:
    """Names as in NAMES and what is said of each: in columns, in `categories`, in a tag."""
    said: list[tuple[str, object]] = [(name, record[name]) for name in NAMES if name in record]
    own = record.get("categories")
    own = decoded(own, "categories") if isinstance(own, str) and own else own
    if isinstance(own, Mapping):
        said += [(_plain(name), holds) for name, holds in own.items()]
    elif isinstance(own, Sequence) and not isinstance(own, str):
        said += [(_plain(name), True) for name in own]
    tags = decoded(record.get("category_tag") or {}, "category_tag")
    tag = tags.get("creative_writing_vision_v0.1") if isinstance(tags, Mapping) else None
    if isinstance(tag, Mapping):
        said += [(name, holds) for name, holds in tag.items() if name in NAMES]
    return said


def _plain(name: object) -> str:
    return text(name).strip().casefold().replace(" ", "_").replace("-", "_")
