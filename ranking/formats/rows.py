"""Records of a file as rows of ours, one by one; a refused one keeps its number and reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from ranking.formats.items import Broken, Item, Refused, Row
from ranking.formats.records import records
from ranking.formats.values import Record

ReadRecord = Callable[[int, Record], Row | None]


def rows(path: Path, read_record: ReadRecord) -> Iterator[Item]:
    """read_record may say None: there is no row in this record. Raises Unreadable."""
    for found in records(path):
        if isinstance(found, Broken):
            yield found
            continue
        number, record = found
        try:
            row = read_record(number, record)
        except Refused as refusal:
            yield Broken(number, str(refusal))
            continue
        if row is not None:
            yield row
