"""Vote rows for timings: the real votes of Chatbot Arena as shuffled rows, and simulated ones.

For us a Parquet file with names in it. For peers an .npz of codes, from which their workers make
lists of names before the clock runs.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np

from bench.ranking.votes import read_names, read_votes
from ranking.stats.comparisons import Ints

WINNERS = ("model_a", "model_b", "tie")
SEED = 20240814
# A row group of simulated votes; 64 groups are written at a time.
ROWS_AT_ONCE = 1_000_000


def real_rows() -> tuple[list[str], Ints, Ints, Ints]:
    """Names, and [n] left, right, winner: 1,374,996 votes, shuffled, either side left.

    Raises VotesMissing.
    """
    counts, rng = read_votes().without_both_bad(), np.random.default_rng(SEED)
    columns = np.stack([counts.first_won, counts.second_won, counts.tied]).astype(np.int64)
    places = np.tile(np.arange(len(counts.pairs)), 3)
    order = rng.permutation(columns.sum())
    rows = np.repeat(places, columns.ravel())[order]
    winner = np.repeat(np.repeat(np.arange(3), len(counts.pairs)), columns.ravel())[order]
    is_swapped = rng.random(len(rows)) < 0.5
    first, second = counts.pairs[rows].T
    left, right = np.where(is_swapped, second, first), np.where(is_swapped, first, second)
    winner = np.where(is_swapped & (winner < 2), 1 - winner, winner)
    return read_names(), left, right, winner


def write_real_rows(folder: Path) -> tuple[Path, Path]:
    """rows.parquet for us, rows.npz for peers."""
    names, left, right, winner = real_rows()
    codes = folder / "rows.npz"
    np.savez(codes, names=names, winners=WINNERS, left=left, right=right, winner=winner)
    lines = folder / "rows.csv"
    with lines.open("w") as file:
        print("model_a,model_b,winner", file=file)
        for row in zip(left.tolist(), right.tolist(), winner.tolist(), strict=True):
            print(names[row[0]], names[row[1]], WINNERS[row[2]], sep=",", file=file)
    parquet = folder / "rows.parquet"
    read = f"read_csv('{lines}', header = true, all_varchar = true)"
    with duckdb.connect() as database:
        database.execute(f"COPY (FROM {read}) TO '{parquet}' (FORMAT parquet)")
    lines.unlink()
    return parquet, codes


def write_simulated_rows(path: Path, num_rows: int, num_contestants: int = 129) -> None:
    """Votes as Bradley-Terry with ties would have them, names in the file; DuckDB draws them."""
    strength = f"(2.0 * {{place}} / {num_contestants})"
    gap = f"({strength.format(place='l')} - {strength.format(place='r')})"
    query = f"""
        COPY (
            SELECT
                'contestant-' || l AS model_a,
                'contestant-' || r AS model_b,
                CASE WHEN random() < 0.2 THEN 'tie'
                     WHEN random() < 1 / (1 + exp(-{gap})) THEN 'model_a'
                     ELSE 'model_b' END AS winner
            FROM (
                SELECT l, (l + 1 + floor(random() * {num_contestants - 1})::INT)
                          % {num_contestants} AS r
                FROM (
                    SELECT floor(random() * {num_contestants})::INT AS l FROM range({num_rows})
                )
            )
        ) TO '{path}' (FORMAT parquet, ROW_GROUP_SIZE {ROWS_AT_ONCE})
    """
    settings = {"memory_limit": "1GB", "preserve_insertion_order": "false"}
    with duckdb.connect(config=settings) as database:
        database.execute("SELECT setseed(0.5)")
        database.execute(query)
