"""Counting the votes of files: what comes out is what adding up by hand gives."""

import csv
import json
from pathlib import Path

import duckdb
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ranking.counting import CannotCount, count_votes
from ranking.stats.bradley_terry import fit_bradley_terry
from tests.ranking.stats.cases import unhurried

HEADER = ["model_a", "model_b", "winner"]
VOTES = [
    ("hector", "ajax", "model_a"),
    ("ajax", "hector", "model_a"),
    ("ajax", "hector", "tie"),
    ("ajax", "hector", "tie (bothbad)"),
    ("hector", "ajax", "bothbad_vote"),
    ("paris", "ajax", "both_bad"),
    ("paris, the fair", "ajax", "leftvote"),
]


def written(path: Path, votes: list[tuple[str | None, ...]] = VOTES) -> Path:
    if path.suffix == ".csv":
        with path.open("w", newline="") as file:
            csv.writer(file).writerows([HEADER, *votes])
        return path
    records = [dict(zip(HEADER, vote, strict=True)) for vote in votes]
    source = path.with_suffix(".jsonl")
    source.write_text("\n".join(map(json.dumps, records)))
    if path.suffix == ".json":
        path.write_text(json.dumps(records))
    elif path.suffix == ".parquet":
        duckdb.connect().execute(f"COPY (FROM read_json('{source}')) TO '{path}'")
    return path


def table(counted) -> dict[tuple[str, str], tuple[float, ...]]:
    counts = counted.counts
    columns = np.stack([counts.first_won, counts.second_won, counts.tied, counts.both_bad], axis=1)
    return {
        (counted.names[first], counted.names[second]): tuple(row)
        for (first, second), row in zip(counts.pairs, columns, strict=True)
    }


@pytest.mark.parametrize("suffix", [".parquet", ".csv", ".json", ".jsonl"])
def test_every_kind_of_file_gives_the_same_counts(tmp_path, suffix):
    counted = count_votes(written(tmp_path / f"votes{suffix}"))
    assert counted.names == ("ajax", "hector", "paris", "paris, the fair")
    assert table(counted) == {
        ("ajax", "hector"): (1, 1, 1, 2),
        ("ajax", "paris"): (0, 0, 0, 1),
        ("ajax", "paris, the fair"): (0, 1, 0, 0),
    }
    assert counted.left_out == {}
    assert counted.num_rows == len(VOTES)


def test_rows_that_say_nothing_are_left_out_and_counted(tmp_path):
    odd = [
        ("ajax", "ajax", "model_a"),
        (None, "ajax", "model_a"),
        ("ajax", "hector", "model_c"),
        ("ajax", "paris", "model_c"),
    ]
    counted = count_votes(written(tmp_path / "votes.parquet", VOTES + odd))
    assert counted.left_out == {
        "both sides are the same": 1,
        "a name is missing": 1,
        "winner is “model_c”; it must be model_a, model_b, tie or both_bad": 2,
    }
    assert counted.num_rows == len(VOTES) + len(odd)


def test_several_files_and_other_columns_are_counted_together(tmp_path):
    for i in (1, 2):
        lines = [{"left side": "ajax", "rival": f"rival {i}", "who": "tie"}]
        (tmp_path / f"{i}.jsonl").write_text("\n".join(map(json.dumps, lines)))
    files = sorted(tmp_path.glob("*.jsonl"))
    counted = count_votes(files, left="left side", right="rival", winner="who")
    assert table(counted) == {("ajax", "rival 1"): (0, 0, 1, 0), ("ajax", "rival 2"): (0, 0, 1, 0)}


def test_from_rows_to_strengths(tmp_path):
    votes = [("ajax", "hector", "model_a")] * 3 + [("ajax", "hector", "model_b")]
    counted = count_votes(written(tmp_path / "votes.csv", votes))
    strengths = fit_bradley_terry(counted.counts.as_comparisons()).values
    assert strengths[0] - strengths[1] == pytest.approx(np.log(3))


@pytest.mark.parametrize(
    ("name", "content", "refusal"),
    [
        ("votes.txt", "ajax hector", "The files must all be of one kind"),
        ("votes.csv", "home,away\najax,hector\n", "votes.csv cannot be counted: Binder Error"),
        ("votes.parquet", "PAR1, or is it", "votes.parquet cannot be counted"),
    ],
)
def test_files_without_votes_are_refused_in_words(tmp_path, name, content, refusal):
    (tmp_path / name).write_text(content)
    with pytest.raises(CannotCount, match=refusal):
        count_votes(tmp_path / name)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(CannotCount, match="There is no file"):
        count_votes([tmp_path / "none.parquet"])
    with pytest.raises(CannotCount, match="at least one"):
        count_votes([])


names = st.sampled_from(["ajax", "hector", "paris", "o\"dd, 'name"])
verdicts = st.sampled_from(["model_a", "model_b", "tie", "both_bad"])


@unhurried
@given(st.lists(st.tuples(names, names, verdicts), min_size=1, max_size=30))
def test_counts_are_what_adding_up_by_hand_gives(tmp_path_factory, votes):
    path = written(tmp_path_factory.mktemp("votes") / "votes.jsonl", votes)
    expected: dict[tuple[str, str], list[float]] = {}
    for left, right, verdict in votes:
        if left == right:
            continue
        pair = (min(left, right), max(left, right))
        columns = ["model_a", "model_b"] if left < right else ["model_b", "model_a"]
        place = [*columns, "tie", "both_bad"].index(verdict)
        expected.setdefault(pair, [0.0] * 4)[place] += 1
    counted = count_votes(path, threads=1)
    assert table(counted) == {pair: tuple(row) for pair, row in expected.items()}


@pytest.mark.parametrize(
    ("name", "value"), [("MOST_COMBINATIONS", 0), ("Grouper._num_rows", lambda self: -1)]
)
def test_parquet_is_grouped_by_texts_where_hashes_do_not_tell(tmp_path, monkeypatch, name, value):
    """Too many names to look all combinations up, or two combinations with one hash."""
    path = written(tmp_path / "votes.parquet", [*VOTES, (None, "ajax", "tie")])
    by_hash = count_votes(path)
    monkeypatch.setattr(f"ranking.counting.grouping.{name}", value)
    by_text = count_votes(path)
    assert table(by_hash) == table(by_text)
    assert by_hash.left_out == by_text.left_out == {"a name is missing": 1}
