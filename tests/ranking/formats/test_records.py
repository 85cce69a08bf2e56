"""Files as streams: four kinds of file, the same records; files that break off, and no files."""

import gzip
import json
from pathlib import Path

import duckdb
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ranking.formats import Broken, Unreadable, detect, read
from ranking.formats.records import records
from tests.ranking.formats.reading import FILES
from tests.ranking.stats.cases import unhurried

VOTES = [
    {"model_a": "ajax", "model_b": "hector", "winner": "model_a"},
    {"model_a": "hector", "model_b": "paris", "winner": "tie, or nearly"},
]


def written(path: Path) -> Path:
    """The two votes in the file's kind."""
    lines = "\n".join(json.dumps(vote) for vote in VOTES)
    if path.suffix == ".parquet":
        source = path.with_suffix(".jsonl")
        source.write_text(lines)
        duckdb.connect().execute(f"COPY (FROM read_json('{source}')) TO '{path}'")
    elif path.suffix == ".gz":
        path.write_bytes(gzip.compress(lines.encode()))
    elif path.suffix == ".json":
        path.write_text(json.dumps(VOTES, indent=2))
    elif path.suffix in (".csv", ".tsv"):
        mark = {".csv": ",", ".tsv": "\t"}[path.suffix]
        cells = [list(VOTES[0]), *([*vote.values()] for vote in VOTES)]
        path.write_text("\n".join(mark.join(f'"{cell}"' for cell in row) for row in cells))
    else:
        path.write_text(lines)
    return path


@pytest.mark.parametrize("suffix", [".parquet", ".csv", ".tsv", ".json", ".jsonl", ".jsonl.gz"])
def test_every_kind_of_file_gives_the_same_records(tmp_path, suffix):
    found = list(records(written(tmp_path / f"votes{suffix}")))
    assert [record for _, record in found] == VOTES


def test_structures_in_parquet_are_read_as_they_are_in_json(tmp_path):
    source = tmp_path / "blocks.jsonl"
    lines = (FILES / "blocks.jsonl").read_text().splitlines()
    source.write_text("\n".join(line for line in lines if line.startswith("{")))
    path = tmp_path / "blocks.parquet"
    duckdb.connect().execute(
        f"COPY (FROM read_json('{source}', format = 'newline_delimited')) TO '{path}'"
    )
    rows = list(read(path, detect(path)))
    assert rows == list(read(source, "blocks"))


@pytest.mark.parametrize(
    ("name", "content", "refusal"),
    [
        ("nothing.csv", b"", "nothing.csv is empty"),
        ("half.parquet", b"PAR1 and then it breaks off", "cannot be read as Parquet"),
        ("latin.jsonl", b'{"a": "\xe9"}', "is no text in UTF-8"),
        ("cut.jsonl.gz", gzip.compress(b'{"a": 1}')[:-4], "is no text in UTF-8"),
        ("cut.csv.gz", gzip.compress(b"a,b")[:-4], "is no text in UTF-8"),
        ("other.csv.gz", b"a,b", "is no text in UTF-8"),
        ("half_a_letter.json", b"\x00\xc2", "is no text in UTF-8"),
        ("blank.jsonl", b"\n\n", "There is nothing to read"),
        ("picture.json", b"\x89PNG\r\n", "is no text in UTF-8"),
        ("other.json", b'{"pictures": 3}', "in no format that is known"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(tmp_path, name, content, refusal):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(Unreadable, match=refusal):
        detect(tmp_path / name)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(Unreadable, match="There is no file"):
        detect(tmp_path / "none.csv")


def test_a_list_that_breaks_off_keeps_what_came_before(tmp_path):
    path = tmp_path / "votes.json"
    path.write_text('[{"model_a": "ajax"}, {"model_a": "hec')
    first, second = records(path)
    assert first == (1, {"model_a": "ajax"})
    assert second == Broken(2, "the list breaks off here; the rest was not read")


def test_a_list_nested_without_end_is_no_reason_to_fall_over(tmp_path):
    path = tmp_path / "votes.json"
    path.write_text('[{"a": 1}, {"a": ' + "[" * 100_000)
    assert isinstance(list(records(path))[-1], Broken)


@unhurried
@given(
    st.lists(st.dictionaries(st.text(max_size=5), st.text(max_size=20) | st.integers() | st.none()))
)
def test_any_list_of_objects_comes_back(tmp_path_factory, objects):
    path = tmp_path_factory.mktemp("any") / "objects.json"
    path.write_text(json.dumps(objects, ensure_ascii=False), encoding="utf-8")
    assert [record for _, record in records(path)] == objects


@unhurried
@given(st.binary(max_size=300), st.sampled_from([".json", ".csv", ".parquet", ".csv.gz"]))
@example(b"\x00\r\x00\xc2", ".json")
def test_noise_is_refused_and_never_falls_over(tmp_path_factory, noise, suffix):
    path = tmp_path_factory.mktemp("noise") / f"votes{suffix}"
    path.write_bytes(noise)
    try:
        found = list(read(path, detect(path)))
    except Unreadable:
        return
    assert all(isinstance(item, Broken) for item in found)
