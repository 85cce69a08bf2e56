"""Equal rows of a file, grouped by DuckDB: (left, right, winner) and how often it is there.

Grouping by the three texts is right for every file. A Parquet file keeps each text once and codes
in the rows; there, grouping by one hash of the three is twice as fast, because the hash of a text
is computed once. Which texts a hash stands for is looked up among all combinations of the texts
that occur; should two combinations share a hash, the numbers do not add up to the number of rows,
and the file is grouped by texts after all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import duckdb
import numpy as np

from ranking.stats.comparisons import Ints

Texts = tuple[str | None, ...]
MOST_COMBINATIONS = 1_000_000  # looked up in some tens of milliseconds


@dataclass(frozen=True)
class Groups:
    """names, verdicts: the texts that occur, None for a missing one; the rest are [g] arrays.

    left, right: places in names; verdict: place in verdicts; num: how many rows.
    """

    names: Texts
    verdicts: Texts
    left: Ints
    right: Ints
    verdict: Ints
    num: Ints


class Grouper:
    """Groups one source of rows: a table function of DuckDB with its parameters."""

    def __init__(
        self,
        database: duckdb.DuckDBPyConnection,
        source: str,
        parameters: dict[str, object],
        columns: Sequence[str],
    ) -> None:
        self._database = database
        self._source = source
        self._parameters = parameters
        self._columns = [f"CAST({_quoted(column)} AS VARCHAR)" for column in columns]

    def by_hash(self) -> Groups | None:
        """None where there are too many combinations, or two of them share a hash."""
        names = _texts(self._distinct(0), self._distinct(1))
        verdicts = _texts(self._distinct(2))
        if len(names) ** 2 * len(verdicts) > MOST_COMBINATIONS:
            return None
        query = f"""
            WITH names AS MATERIALIZED (
                SELECT unnest($names) AS text, unnest(range($num_names)) AS place
            ), verdicts AS MATERIALIZED (
                SELECT unnest($verdicts) AS text, unnest(range($num_verdicts)) AS place
            ), hashed AS (
                SELECT hash({", ".join(self._columns)}) AS code, count(*) AS num
                FROM {self._source} GROUP BY code
            )
            SELECT l.place AS "left", r.place AS "right", v.place AS verdict, num
            FROM names AS l, names AS r, verdicts AS v, hashed
            WHERE hash(l.text, r.text, v.text) = code
        """
        found = self._arrays(
            query,
            names=list(names),
            num_names=len(names),
            verdicts=list(verdicts),
            num_verdicts=len(verdicts),
        )
        groups = Groups(names, verdicts, **found)
        return groups if groups.num.sum() == self._num_rows() else None

    def by_text(self) -> Groups:
        """The database groups; what it gives is no longer than the different triples."""
        query = f"SELECT {', '.join(self._columns)}, count(*) FROM {self._source} GROUP BY ALL"
        rows = self._database.execute(query, self._parameters).fetchall()
        left, right, verdict, num = zip(*rows, strict=True) if rows else ((), (), (), ())
        names, verdicts = _texts(left, right), _texts(verdict)
        place = {text: i for i, text in enumerate(names)}
        place_of_verdict = {text: i for i, text in enumerate(verdicts)}
        return Groups(
            names=names,
            verdicts=verdicts,
            left=np.array([place[text] for text in left], dtype=np.int64),
            right=np.array([place[text] for text in right], dtype=np.int64),
            verdict=np.array([place_of_verdict[text] for text in verdict], dtype=np.int64),
            num=np.array(num, dtype=np.int64),
        )

    def _distinct(self, column: int) -> list[str | None]:
        query = f"SELECT DISTINCT {self._columns[column]} FROM {self._source}"
        return [row[0] for row in self._database.execute(query, self._parameters).fetchall()]

    def _num_rows(self) -> int:
        found = self._database.execute(f"SELECT count(*) FROM {self._source}", self._parameters)
        return int(found.fetchall()[0][0])

    def _arrays(self, query: str, **parameters: object) -> dict[str, Ints]:
        found = self._database.execute(query, self._parameters | parameters).fetchnumpy()
        return {name: np.asarray(column, dtype=np.int64) for name, column in found.items()}


def _texts(*columns: Iterable[str | None]) -> Texts:
    """Each text once, in order; the missing one, if there is one, first."""
    found = set[str | None]().union(*columns)
    missing: Texts = (None,) if None in found else ()
    return (*missing, *sorted(text for text in found if text is not None))


def _quoted(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'
