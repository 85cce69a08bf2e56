"""Files of vote rows to counts of pairs, by DuckDB: one pass, linear in rows, in bounded memory.

The database groups equal (left, right, winner) as it reads; what it keeps grows with the number of
different triples, not of rows. The spellings of verdicts are told apart afterwards, on the groups.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np

from ranking.formats.items import Refused
from ranking.formats.values import BOTH_BAD, LEFT, RIGHT, TIE, outcome
from ranking.stats.counts import PairCounts, add_up

READERS = {
    ".parquet": "read_parquet($path)",
    ".csv": "read_csv($path, header = true, all_varchar = true)",
    ".jsonl": "read_json($path, format = 'newline_delimited')",
    ".json": "read_json($path)",
}
MEMORY_MEGABYTES = 1_000
COLUMN_OF = {LEFT: 0, RIGHT: 1, TIE: 2, BOTH_BAD: 3}


class CannotCount(Exception):
    """The files cannot be read as votes; the message says why and what to do."""


@dataclass(frozen=True)
class Counted:
    """names[i] is the contestant at place i of counts; left_out: reason, how many rows."""

    names: tuple[str, ...]
    counts: PairCounts
    left_out: dict[str, int]

    @property
    def num_rows(self) -> int:
        return round(self.counts.num_comparisons) + sum(self.left_out.values())


def count_votes(
    files: Path | Sequence[Path],
    *,
    left: str = "model_a",
    right: str = "model_b",
    winner: str = "winner",
    megabytes: int = MEMORY_MEGABYTES,
    threads: int | None = None,
) -> Counted:
    """The votes of one file or of several of one kind: Parquet, CSV, JSON lines, a JSON list.

    Winners may be spelt as in any of the data sets (formats/values.py); rows without a name, with
    one name twice or with another verdict are left out and counted. Raises CannotCount.
    """
    paths = [files] if isinstance(files, Path) else list(files)
    groups = _groups(paths, (left, right, winner), megabytes, threads)
    tallies: Counter[tuple[str, str, str]] = Counter()
    left_out: Counter[str] = Counter()
    verdicts = _Verdicts(winner)
    for name_left, name_right, verdict, num in groups:
        reason = verdicts.reason(verdict) or _reason(name_left, name_right)
        if reason or not name_left or not name_right:
            left_out[reason] += num
        else:
            tallies[name_left, name_right, verdicts.known[verdict]] += num
    return _counted(tallies, dict(left_out))


class _Verdicts:
    """Spellings seen so far: what each means, or why it means nothing."""

    def __init__(self, column: str) -> None:
        self.column = column
        self.known: dict[object, str] = {}
        self.refused: dict[object, str] = {}

    def reason(self, verdict: object) -> str:
        if verdict not in self.known and verdict not in self.refused:
            try:
                self.known[verdict] = outcome(verdict, self.column)
            except Refused as refusal:
                self.refused[verdict] = str(refusal)
        return self.refused.get(verdict, "")


def _reason(left: str | None, right: str | None) -> str:
    if not left or not right:
        return "a name is missing"
    return "both sides are the same" if left == right else ""


def _groups(
    paths: list[Path], columns: tuple[str, str, str], megabytes: int, threads: int | None
) -> list[tuple[str | None, str | None, str | None, int]]:
    if not paths:
        raise CannotCount("Name at least one file.")
    missing = [str(path) for path in paths if not path.is_file()]
    if missing:
        raise CannotCount(f"There is no file {missing[0]}.")
    reader = READERS.get(paths[0].suffix)
    if reader is None or {path.suffix for path in paths} != {paths[0].suffix}:
        raise CannotCount(f"The files must all be of one kind: {', '.join(READERS)}.")
    names = ", ".join(f"CAST({_quoted(column)} AS VARCHAR)" for column in columns)
    query = f"SELECT {names}, count(*) FROM {reader} GROUP BY ALL"
    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": f"{megabytes}MB",
        "preserve_insertion_order": "false",
    }
    if threads is not None:
        settings["threads"] = str(threads)
    with closing(duckdb.connect(config=settings)) as database:
        try:
            return database.execute(query, {"path": [str(path) for path in paths]}).fetchall()
        except duckdb.Error as error:
            said = str(error).splitlines()[0]
            raise CannotCount(f"{paths[0].name} cannot be counted: {said}") from None


def _quoted(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'


def _counted(tallies: Counter[tuple[str, str, str]], left_out: dict[str, int]) -> Counted:
    names = sorted({name for left, right, _ in tallies for name in (left, right)})
    place = {name: i for i, name in enumerate(names)}
    n = len(tallies)
    pairs = np.empty((n, 2), dtype=np.int64)
    columns = np.zeros((4, n))
    for i, ((left, right, verdict), num) in enumerate(tallies.items()):
        pairs[i] = place[left], place[right]
        columns[COLUMN_OF[verdict], i] = num
    return Counted(tuple(names), add_up(len(names), pairs, *columns), left_out)
