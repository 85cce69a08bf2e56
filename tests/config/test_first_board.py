"""The board of the first start: imported once, with its source, and missing without harm."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management.base import OutputWrapper

from config.bootstrap import first_votes
from config.first_board import BOARD, import_first_board
from ranking import selectors
from ranking.models import Board, Comparison, Leaderboard, PairCount
from tests.ranking.stats import arena_votes

pytestmark = pytest.mark.django_db


def import_from(path: Path) -> str:
    out = StringIO()
    import_first_board(path, OutputWrapper(out))
    return out.getvalue()


@pytest.fixture
def votes(tmp_path: Path) -> Path:
    path = tmp_path / first_votes.FILE_NAME
    path.write_bytes(arena_votes.find().read_bytes())
    return path


def test_the_first_start_shows_chatbot_arena_with_its_source(votes):
    assert import_from(votes) == ""
    board = Board.objects.get(slug="chatbot-arena-2024-08")
    assert board.name == "Chatbot Arena, August 2024"
    assert "leaderbot 0.4.3 (BSD-3-Clause)" in board.source
    newest = selectors.newest_leaderboard(board.slug)
    assert newest.num_comparisons == 1_670_250  # both bad included
    rows = list(selectors.ratings(newest))
    assert len(rows) == 129
    assert [row.contestant.name for row in rows[:3]] == [
        "chatgpt-4o-latest", "gemini-1.5-pro-exp-0801", "gpt-4o-2024-05-13",
    ]  # fmt: skip
    assert not any(row.contestant.active for row in rows)
    assert Comparison.objects.count() == 0


def test_the_second_start_changes_nothing(votes):
    import_from(votes)
    before = (PairCount.objects.count(), Leaderboard.objects.count())
    assert import_from(votes) == ""
    assert (PairCount.objects.count(), Leaderboard.objects.count()) == before == (3460, 1)


def test_without_the_votes_the_start_goes_on_and_says_so(tmp_path):
    assert "is left out: there is no" in import_from(tmp_path / "none.json")
    assert not Board.objects.filter(slug=BOARD["board"]).exists()


def test_votes_that_are_none_do_not_stop_the_start(tmp_path):
    (tmp_path / "votes.json").write_text("{}")
    assert "is left out. votes.json is in no format" in import_from(tmp_path / "votes.json")
