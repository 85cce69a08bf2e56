"""Files of vote rows to counts of pairs, by DuckDB: linear in rows, in bounded memory.

The database groups equal (left, right, winner) as it reads; what it keeps grows with the number of
different triples, not of rows. The spellings of verdicts are told apart afterwards, on the groups.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np

from ranking.counting.grouping import Grouper, Groups
from ranking.formats.items import Refused
from ranking.formats.values import BOTH_BAD, LEFT, RIGHT, TIE, outcome
from ranking.stats.comparisons import Ints
from ranking.stats.counts import PairCounts, add_up

PARQUET = ".parquet"
READERS = {
    PARQUET: "read_parquet($path)",
    ".csv": "read_csv($path, header = true, all_varchar = true)",
    ".jsonl": "read_json($path, format = 'newline_delimited')",
    ".json": "read_json($path)",
}
MEMORY_MEGABYTES = 1_000
OUTCOMES = (LEFT, RIGHT, TIE, BOTH_BAD)
MISSING, ITSELF = "a name is missing", "both sides are the same"


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
    _refuse(paths)
    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": f"{megabytes}MB",
        "preserve_insertion_order": "false",
    }
    if threads is not None:
        settings["threads"] = str(threads)
    parameters: dict[str, object] = {"path": [str(path) for path in paths]}
    with closing(duckdb.connect(config=settings)) as database:
        source = READERS[paths[0].suffix]
        grouper = Grouper(database, source, parameters, (left, right, winner))
        try:
            groups = grouper.by_hash() if paths[0].suffix == PARQUET else None
            groups = groups or grouper.by_text()
        except duckdb.Error as error:
            said = str(error).splitlines()[0]
            raise CannotCount(f"{paths[0].name} cannot be counted: {said}") from None
    return _counted(groups, winner)


def _refuse(paths: list[Path]) -> None:
    """Raises CannotCount for what cannot be read in one go."""
    if not paths:
        raise CannotCount("Name at least one file.")
    missing = [path for path in paths if not path.is_file()]
    if missing:
        raise CannotCount(f"There is no file {missing[0]}.")
    if paths[0].suffix not in READERS or len({path.suffix for path in paths}) > 1:
        raise CannotCount(f"The files must all be of one kind: {', '.join(READERS)}.")


def _counted(groups: Groups, winner: str) -> Counted:
    columns, reasons = _read_verdicts(groups, winner)
    is_nameless = np.array([not name for name in groups.names], dtype=bool)
    nameless = is_nameless[groups.left] | is_nameless[groups.right]
    itself = (groups.left == groups.right) & ~nameless
    unread = (columns[groups.verdict] < 0) & ~nameless & ~itself
    left_out = {
        reason: int(groups.num[unread & (groups.verdict == place)].sum())
        for place, reason in reasons.items()
    }
    left_out |= {MISSING: int(groups.num[nameless].sum()), ITSELF: int(groups.num[itself].sum())}
    kept = ~(nameless | itself | unread)
    pairs = np.stack([groups.left[kept], groups.right[kept]], axis=1)
    met, pairs = _renumbered(pairs)
    columns_of_kept = columns[groups.verdict[kept]]
    numbers = [np.where(columns_of_kept == i, groups.num[kept], 0.0) for i in range(len(OUTCOMES))]
    return Counted(
        names=tuple(groups.names[place] or "" for place in met.tolist()),
        counts=add_up(len(met), pairs, *numbers),
        left_out={reason: num for reason, num in left_out.items() if num},
    )


def _read_verdicts(groups: Groups, winner: str) -> tuple[Ints, dict[int, str]]:
    """[v] the column of each spelling, -1 for those that mean nothing, and why they do not."""
    columns = np.full(len(groups.verdicts), -1, dtype=np.int64)
    reasons = {}
    for place, verdict in enumerate(groups.verdicts):
        try:
            columns[place] = OUTCOMES.index(outcome(verdict, winner))
        except Refused as refusal:
            reasons[place] = str(refusal)
    return columns, reasons


def _renumbered(pairs: Ints) -> tuple[Ints, Ints]:
    """The places that occur, in order, and the pairs in places among them."""
    met, places = np.unique(pairs, return_inverse=True)
    return met, places.reshape(pairs.shape)
