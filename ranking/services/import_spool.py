"""Where an import keeps what it has read until it writes: a temporary database of its own.

SQLite unlinks a database without a name as soon as it is open, so nothing is left of it however
the process ends, and a file of a million rows needs no memory to be told from its own repetitions.
"""

import pickle
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from types import TracebackType
from typing import Any, Self

from ranking.formats.items import Tally

_TABLES = """
PRAGMA journal_mode = OFF;
CREATE TABLE spool (source TEXT UNIQUE, pickled BLOB NOT NULL);
CREATE TABLE counted (category, day, first_id, second_id, first_won, second_won, tied, both_bad);
"""
_SUMS = """
SELECT category, day, first_id, second_id,
    sum(first_won), sum(second_won), sum(tied), sum(both_bad)
FROM counted GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
"""
# Category, day, smaller id, larger id; first won, second won, tied, both bad.
Counted = tuple[str, date, int, int, int, int, int, int]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A row with everything that follows from it, and none of its texts.

    left, right: slugs; facts: further fields of a comparison; labels: category, holds, labeller.
    """

    source: str
    left: str
    right: str
    facts: dict[str, Any]
    labels: list[tuple[str, bool, str]]


class Spool:
    """Rows and tallies, with slugs for names, in their order, each source once.

    A context manager.
    """

    def __init__(self) -> None:
        self._database = sqlite3.connect("")
        self._database.executescript(_TABLES)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._database.close()

    def add(self, item: Prepared | Tally) -> bool:
        """False, and nothing is added, if a row of this source is here already."""
        source = item.source if isinstance(item, Prepared) else None
        added = self._database.execute(
            "INSERT OR IGNORE INTO spool VALUES (?, ?)", (source, pickle.dumps(item, protocol=5))
        )
        return added.rowcount == 1

    def batches(self, size: int) -> Iterator[list[Prepared | Tally]]:
        with closing(self._database.execute("SELECT pickled FROM spool ORDER BY rowid")) as found:
            while block := found.fetchmany(size):
                yield [pickle.loads(pickled) for (pickled,) in block]

    def count(self, rows: Iterable[Counted]) -> None:
        plain = ((category, day.isoformat(), *numbers) for category, day, *numbers in rows)
        self._database.executemany(f"INSERT INTO counted VALUES ({', '.join('?' * 8)})", plain)

    def counts(self, size: int) -> Iterator[list[Counted]]:
        """Added up, in the order of their key: an index that grows at its end is written once."""
        with closing(self._database.execute(_SUMS)) as found:
            while block := found.fetchmany(size):
                yield [
                    (category, date.fromisoformat(day), *numbers)
                    for category, day, *numbers in block
                ]
