"""Connect Four: lines in every direction, full columns, a full board."""

import pytest

from games.rules import GAMES
from games.rules.base import Deal, IllegalMove, ImpossibleDeal, Line, Result
from games.rules.connect_four import RED, YELLOW, as_text
from tests.games.rules.playing import play

CONNECT_FOUR = GAMES["connect-four"]
RED_BEGINS = Deal("standard", num_turns=42, seed=0)
DRAWN = "441365675334466335442232661515577771217122"


def dropped(columns: str, deal: Deal = RED_BEGINS):
    """The position after discs in these columns, the seats in turn."""
    first, second = (RED, YELLOW) if deal.seed % 2 == 0 else (YELLOW, RED)
    moves = [((first, second)[n % 2], {"column": column}) for n, column in enumerate(columns)]
    return play(CONNECT_FOUR, deal, *moves)[0]


@pytest.mark.parametrize(
    ("columns", "line"),
    [
        ("1122334", [[1, 1], [2, 1], [3, 1], [4, 1]]),
        ("7172737", [[7, 1], [7, 2], [7, 3], [7, 4]]),
        ("12234334644", [[1, 1], [2, 2], [3, 3], [4, 4]]),
        ("76654554244", [[4, 4], [5, 3], [6, 2], [7, 1]]),
    ],
)
def test_four_in_a_line_win(columns, line):
    assert CONNECT_FOUR.outcome(dropped(columns[:-1])) is None
    position = dropped(columns)
    outcome = CONNECT_FOUR.outcome(position)
    assert outcome.results == {RED: Result.WON, YELLOW: Result.LOST}
    assert outcome.reason == "four-in-a-line"
    assert CONNECT_FOUR.view(position, None)["line"] == line


def test_five_in_a_line_win_too():
    assert len(CONNECT_FOUR.view(dropped("112255443"), None)["line"]) == 5


def test_a_line_does_not_run_over_the_top_into_the_next_column():
    """Red has the upper three cells of column 1 and the lowest of column 2."""
    assert CONNECT_FOUR.outcome(dropped("21716117161")) is None


def test_a_full_board_is_a_draw():
    assert CONNECT_FOUR.outcome(dropped(DRAWN[:-1])) is None
    position = dropped(DRAWN)
    outcome = CONNECT_FOUR.outcome(position)
    assert outcome.results == {RED: Result.DRAWN, YELLOW: Result.DRAWN}
    assert outcome.reason == "board-full"


def test_the_seed_says_who_begins():
    assert CONNECT_FOUR.legal(CONNECT_FOUR.start(RED_BEGINS), RED)
    assert CONNECT_FOUR.legal(CONNECT_FOUR.start(Deal("standard", 42, 7)), YELLOW)


def test_a_full_column_is_refused_in_words():
    position = dropped("444444")
    assert "4" not in CONNECT_FOUR.legal(position, RED).options[0]["column"]["enum"]
    with pytest.raises(IllegalMove, match=r"Column 4 is full\. Free are: 1, 2, 3, 5, 6, 7\."):
        CONNECT_FOUR.apply(position, RED, {"column": "4"})


@pytest.mark.parametrize("column", ["0", "8", 8, -1, None, True, 1.5, [], {"a": 1}])
def test_a_column_that_is_not_there_is_refused(column):
    with pytest.raises(IllegalMove, match="one of: 1, 2, 3, 4, 5, 6, 7"):
        CONNECT_FOUR.apply(CONNECT_FOUR.start(RED_BEGINS), RED, {"column": column})


def test_a_column_may_come_as_a_number():
    assert CONNECT_FOUR.apply(CONNECT_FOUR.start(RED_BEGINS), RED, {"column": 3})


def test_the_board_is_told_in_plain_text():
    position = dropped("4453")
    assert as_text(position) == (
        "1 2 3 4 5 6 7\n"
        ". . . . . . .\n"
        ". . . . . . .\n"
        ". . . . . . .\n"
        ". . . . . . .\n"
        ". . . O . . .\n"
        ". . O X X . ."
    )
    brief = CONNECT_FOUR.brief(position, RED)
    assert as_text(position) in brief.ask
    assert "Your discs are X" in brief.ask
    assert brief.transcript[:2] == (Line(True, "Column 4."), Line(False, "Column 4."))
    board = CONNECT_FOUR.view(position, None)["board"]
    assert board[-1] == ["", "", YELLOW, RED, RED, "", ""]


def test_a_match_takes_no_more_turns_than_there_are_cells():
    with pytest.raises(ImpossibleDeal, match="from 1 to 42"):
        CONNECT_FOUR.start(Deal("standard", 43, 0))
