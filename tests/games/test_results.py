"""What a finished match leaves behind, what keeps it from counting, and the board of it."""

from datetime import timedelta

import pytest

from games import services
from games.models import Match, MatchEvent
from inference.models import Route
from ranking import selectors
from ranking.jobs import refit_match_board
from ranking.match_standings import Result, match_standings
from ranking.models import MatchResult
from ranking.services import set_match_aside
from ranking.stats.bradley_terry import CannotFit
from ranking.tasks import refit_match_boards
from tests.games.table import begin, let_model_move

BOARD = "akinator:classic"


def say(match: Match, value: str, move_id: str, seconds: float = 3.0) -> None:
    """The human answers, so long after the question."""
    asked = match.events.last()
    services.play_move(
        match_id=match.pk,
        seat="holder",
        base_seq=match.seq,
        move_id=move_id,
        move={"answer": value},
        now=asked.at + timedelta(seconds=seconds),
    )
    match.refresh_from_db()


def play(model, answers=("no",), *, seconds: float = 3.0, guess: str = "guitar") -> Match:
    """The model asks, is answered, and guesses until the match is over."""
    match = begin(model, item_key="guitar")
    questions = ("Is it alive?", "Is it an animal?", "Can you eat it?", "Is it a plant?")
    for number, value in enumerate(answers):
        Route.objects.update(options={"text": f'{{"question": "{questions[number]}"}}'})
        let_model_move(match)
        say(match, value, f"m{number}", seconds)
    Route.objects.update(options={"text": f'{{"guess": "{guess}"}}'})
    while not match.is_over:
        let_model_move(match)
    return match


def test_a_finished_match_leaves_a_result(model):
    match = play(model)
    found = MatchResult.objects.get()
    assert (found.board, found.source) == (BOARD, f"match:{match.pk}")
    assert (found.success, found.is_together, found.excluded) == (1.0, True, "")


def test_a_model_that_does_not_find_the_word_has_no_success(model):
    play(model, guess="piano")
    assert MatchResult.objects.get().success == 0.0


def test_answers_faster_than_thought_do_not_count(model):
    play(model, answers=("no", "no"), seconds=0.2)
    assert MatchResult.objects.get().excluded == "too-fast"


def test_answers_that_are_not_so_do_not_count(model):
    play(model, answers=("yes", "yes", "yes", "no"))
    assert MatchResult.objects.get().excluded == "surprising-answers"


def test_who_says_that_they_do_not_know_what_anybody_knows_is_not_counted(model):
    play(model, answers=("don't know",) * 3)
    assert MatchResult.objects.get().excluded == "evasive-answers"


def test_two_answers_and_two_evasions_count(model):
    play(model, answers=("no", "don't know", "no", "don't know"))
    assert MatchResult.objects.get().excluded == ""


def test_a_match_that_is_not_rated_leaves_nothing(model):
    match = begin(model, unrated_because="for fun")
    Match.objects.filter(pk=match.pk).update(is_rated=False)
    match.refresh_from_db()
    Route.objects.update(options={"text": '{"guess": "guitar"}'})
    let_model_move(match)
    assert match.status == "finished"
    assert not MatchResult.objects.exists()
    assert MatchEvent.objects.filter(match=match).exists()


def test_a_board_is_fitted_when_there_is_news_and_only_then(model):
    for number in range(4):
        play(model, guess="guitar" if number % 2 else "piano")
    assert selectors.is_match_board_due(BOARD)
    refit_match_boards()
    refit_match_board({"board": BOARD}, 1)
    board = selectors.newest_match_board(BOARD)
    assert (board.num_matches, board.rows[0]["num_successes"]) == (4, 2.0)
    assert board.rows[0]["is_provisional"]
    assert not selectors.is_match_board_due(BOARD)
    assert set_match_aside(source=MatchResult.objects.first().source, reason="a moderator")
    assert selectors.is_match_board_due(BOARD)


@pytest.mark.parametrize("is_together", [True, False])
def test_the_model_that_succeeds_more_often_stands_first_in_every_game(is_together):
    """Elsewhere a game that is played together had its board upside down."""
    results = [
        Result(slug, f"human {n % 7}", f"word {n % 5}", n % 3, float(n % 10 < wins), is_together)
        for slug, wins in (("weak", 2), ("strong", 8))
        for n in range(100)
    ]
    rows = match_standings(results).rows
    assert [row["slug"] for row in rows] == ["strong", "weak"]
    assert rows[0]["low"] > rows[1]["high"]
    assert rows[0]["num_matches"] == 100


def test_without_results_there_is_no_board():
    with pytest.raises(CannotFit):
        match_standings([])
