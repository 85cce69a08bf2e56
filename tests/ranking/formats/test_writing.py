"""Rows written and read again: the same votes; and what pseudonyms do not give away."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ranking.formats import WRITERS, Row, detect, read, released
from tests.ranking.stats.cases import unhurried

names = st.sampled_from(["ajax", "hector", "Paris 1.5", "=1+1", 'o"d, d'])
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
times = st.datetimes(datetime(2020, 1, 1), datetime(2026, 1, 1), timezones=st.just(UTC))


@st.composite
def some_rows(draw: st.DrawFn) -> list[Row]:
    rows = []
    for number in range(1, draw(st.integers(1, 6)) + 1):
        left, right = draw(st.lists(names, min_size=2, max_size=2, unique=True))
        turns = draw(st.lists(st.tuples(texts, texts, texts), max_size=3))
        prompts, left_answers, right_answers = zip(*turns, strict=True) if turns else ((), (), ())
        row = Row(
            number=number,
            left=left,
            right=right,
            outcome=draw(st.sampled_from(["left", "right", "tie", "both_bad"])),
            id=f"vote {number}",
            at=draw(times).replace(microsecond=0),
            voter=draw(st.sampled_from(["", "helen", "achilles"])),
            language=draw(st.sampled_from(["", "en", "de", "xx"])),
            num_turns=max(len(prompts), 1),
            prompts=prompts,
            left_answers=left_answers,
            right_answers=right_answers,
            left_style=draw(st.sampled_from([{}, {"tokens": 3, "headers": 1, "bold": 0}])),
            num_swaps=draw(st.integers(0, 2)),
            categories=draw(st.sampled_from([{}, {"coding": True, "german": False}])),
        )
        rows.append(row)
    return rows


@unhurried
@pytest.mark.parametrize("shape", ["clean-battle", "blocks"])
@given(rows=some_rows())
def test_what_is_written_is_read_again(tmp_path_factory, shape, rows):
    path = tmp_path_factory.mktemp("release") / "votes.jsonl"
    path.write_text("".join(WRITERS[shape](rows)), encoding="utf-8")
    assert detect(path) == shape
    expected = [replace(row, categories=dict(row.categories)) for row in rows]
    assert list(read(path, shape)) == expected


@unhurried
@given(rows=some_rows())
def test_a_table_keeps_all_but_texts_style_and_categories(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("release") / "votes.csv"
    path.write_text("".join(WRITERS["csv"](rows)), encoding="utf-8")
    assert detect(path) == "table"
    nothing = {"prompts": (), "left_answers": (), "right_answers": (), "left_style": {}}
    for row, again in zip(rows, read(path, "table"), strict=True):
        plain = replace(row, number=row.number + 1, categories={}, **nothing)
        # A name that a spreadsheet would run has an apostrophe before it.
        assert (again.left.removeprefix("'"), again.right.removeprefix("'")) == (
            plain.left,
            plain.right,
        )
        assert replace(again, left=plain.left, right=plain.right) == plain


@pytest.fixture
def row() -> Row:
    at = datetime(2026, 3, 1, 10, 59, 58, tzinfo=UTC)
    return Row(number=1, left="a", right="b", outcome="tie", id="battle:1", voter="v" * 32, at=at)


def test_a_voter_is_the_same_within_a_release_and_nobody_outside(row):
    first, second = released(row, "salt"), released(replace(row, id="battle:2"), "salt")
    assert first.voter == second.voter
    assert first.id != second.id
    other = released(row, "other salt")
    assert len({first.voter, other.voter, row.voter, first.id, other.id}) == 5


def test_a_release_tells_the_hour_and_not_the_minute(row):
    assert released(row, "salt").at == datetime(2026, 3, 1, 10, tzinfo=UTC)
    assert released(replace(row, at=None), "salt").at is None
