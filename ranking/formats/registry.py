"""The formats by name. A new one is one module, one entry here, and its test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from ranking.formats import (
    clean_battles,
    comparia,
    comparia_reactions,
    fastchat_logs,
    leaderbot_counts,
    preferences,
    tables,
    vision_arena,
)
from ranking.formats.items import Broken, Columns, Item
from ranking.formats.records import Unreadable, records, whole_document
from ranking.formats.rows import ReadRecord, rows


class UnknownFormat(Unreadable):
    """The file can be read, but it is none of the formats."""


@dataclass(frozen=True)
class Format:
    """looks_like: whether a record with these names is of this format.

    read_record: of one record a vote; read_file: where a vote takes more than one record.
    """

    key: str
    title: str
    looks_like: Callable[[set[str]], bool]
    read_record: ReadRecord | None = None
    read_file: Callable[[Path], Iterator[Item]] | None = None


def _has(*names: str) -> Callable[[set[str]], bool]:
    return lambda there: there.issuperset(names)


TABLE = "table"
FORMATS = {
    form.key: form
    for form in (
        Format(
            "leaderbot",
            "leaderbot's counts of pairs, JSON",
            _has("models", "X", "Y"),
            read_file=leaderbot_counts.read,
        ),
        Format(
            "fastchat-log",
            "FastChat's conversation logs",
            lambda there: there >= {"type", "tstamp"} and bool(there & {"states", "state"}),
            fastchat_logs.read,
        ),
        Format(
            "preferences-55k",
            "the data set of 55 thousand preferences",
            _has("model_a", "model_b", "response_a", "response_b", "winner_model_a"),
            preferences.read,
        ),
        Format(
            "comparia-reactions",
            "reactions to single answers of compar:IA",
            _has("conversation_pair_id", "liked", "disliked"),
            read_file=comparia_reactions.read,
        ),
        Format(
            "comparia",
            "votes of compar:IA",
            _has("model_a_name", "model_b_name", "chosen_model_name"),
            comparia.read,
        ),
        Format(
            "blocks",
            "the data set of 140 thousand votes",
            _has("model_a", "model_b", "winner", "evaluation_session_id"),
            clean_battles.read,
        ),
        Format(
            "vision-arena",
            "battles of VisionArena, with pictures or without",
            vision_arena.looks_like,
            vision_arena.read,
        ),
        Format(
            "clean-battle",
            "clean battles, and the data sets of 33 and 100 thousand votes",
            lambda there: (
                there >= {"model_a", "model_b", "winner"}
                and bool(there & {"question_id", "conversation_a", "anony"})
            ),
            clean_battles.read,
        ),
        Format(TABLE, "a table with two names and a winner", lambda there: False),
    )
}


def detect(path: Path) -> str:
    """The key of the format. Raises UnknownFormat, or Unreadable."""
    there = _names_of_first(path)
    for form in FORMATS.values():
        if form.looks_like(set(there)):
            return form.key
    try:
        tables.complete(Columns(), there)
    except Unreadable:
        keys = ", ".join(FORMATS)
        raise UnknownFormat(
            f"{path.name} is in no format that is known. Say --format, one of {keys}, or "
            f"--columns for a table. Its columns are: {', '.join(there) or 'none'}."
        ) from None
    return TABLE


def read(path: Path, key: str, columns: Columns | None = None) -> Iterator[Item]:
    """Everything in the file, in its order, never all at once. Raises Unreadable."""
    read_file, read_record = FORMATS[key].read_file, FORMATS[key].read_record
    if read_file is not None:
        return read_file(path)
    if read_record is None:
        complete = tables.complete(columns or Columns(), _names_of_first(path))
        read_record = partial(tables.read, columns=complete)
    return rows(path, read_record)


def _names_of_first(path: Path) -> list[str]:
    """The names in the first record that can be read, or in a file that is one JSON object."""
    is_first = True
    for found in records(path):
        if not isinstance(found, Broken):
            return list(found[1])
        if is_first and (names := _names_of_document(path)):
            return names
        is_first = False
    raise Unreadable(f"There is nothing to read in {path.name}.")


def _names_of_document(path: Path) -> list[str]:
    try:
        document = whole_document(path)
    except Unreadable:
        return []
    return list(document) if isinstance(document, dict) else []
