"""How far matches came, as the database counts it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from games import services
from games.analysis.engagement import Journey, funnel, useful
from games.models import Match
from games.rules.base import Deal, seat_to_move
from games.selectors import record_of
from games.selectors.engagement import Medians, journeys_by_game, medians_of
from games.services import Chair, Opening
from tests.games.table import ALICE, answer, begin, let_model_move
from tests.games.test_results import play

pytestmark = pytest.mark.django_db
NO_FOUR_IN_A_LINE = "111111222222733333344"


def journeys(game: str = "akinator", days: float = 1) -> list[Journey]:
    return journeys_by_game(timezone.now() - timedelta(days=days)).get(game, [])


def abandoned(match: Match) -> Match:
    later, idle = timezone.now() + timedelta(hours=1), timedelta(minutes=10)
    return services.abandon(match_id=match.pk, idle=idle, now=later)


def test_each_match_is_counted_as_far_as_it_came(model):
    abandoned(begin(model))
    abandoned(begin(model))
    moved = begin(model)
    let_model_move(moved)
    answer(moved)
    abandoned(moved)
    finished = play(model)
    begin(model, rematch_of=finished)

    found = funnel(journeys())

    assert (found.num_started, found.num_moved, found.num_midway) == (4, 2, 1)
    assert (found.num_finished, found.num_counted, found.num_followed) == (1, 1, 1)
    assert {one.contestant for one in journeys()} == {model.slug}


def test_matches_that_came_as_far_are_one_row(model):
    for _ in range(3):
        abandoned(begin(model))
    assert journeys() == [Journey(model.slug, num=3)]


def test_who_resigns_does_not_finish_and_what_runs_is_not_counted_yet(model):
    begin(model)
    given_up = begin(model)
    services.resign(match_id=given_up.pk, seat="holder", now=timezone.now())
    assert journeys() == [Journey(model.slug)]


def test_what_was_set_aside_is_finished_and_not_useful(model):
    play(model, seconds=0.1)
    play(model)
    assert (useful(journeys()).num_successes, useful(journeys()).num_trials) == (1, 2)


@pytest.mark.parametrize(("num_discs", "is_midway"), [(20, False), (21, True)])
def test_half_way_is_half_of_the_turns_of_the_game(model, num_discs, is_midway):
    opening = Opening(
        game="connect-four",
        deal=Deal("standard", 42, 7),
        chairs={"red": Chair(visitor=ALICE), "yellow": Chair(contestant=model)},
    )
    match = services.open_match(opening, timezone.now()).match
    for number, column in enumerate(NO_FOUR_IN_A_LINE[:num_discs]):
        record = record_of(match)
        match = services.play_move(
            match_id=match.pk,
            seat=seat_to_move(record.game, record.position),
            base_seq=match.seq,
            move_id=f"m{number}",
            move={"column": column},
            now=timezone.now(),
        ).match
    abandoned(match)
    (found,) = journeys("connect-four")
    assert (found.has_moved, found.is_midway) == (True, is_midway)


def test_matches_without_a_model_or_too_long_ago_are_left_out(model):
    opening = Opening(
        game="connect-four",
        deal=Deal("standard", 42, 7),
        chairs={"red": Chair(visitor=ALICE), "yellow": Chair()},
    )
    match = services.open_match(opening, timezone.now()).match
    abandoned(match)
    abandoned(begin(model))
    assert (journeys("connect-four"), journeys(days=0)) == ([], [])


def test_medians_are_of_finished_matches(model):
    since = timezone.now() - timedelta(days=1)
    assert medians_of("akinator", since) == Medians(None, None)
    abandoned(begin(model))
    for num_answers in (1, 2, 3):
        play(model, ("no",) * num_answers)
    found = medians_of("akinator", since)
    assert found.turns == 2.5  # two questions with their answers, and a guess
    assert found.seconds >= 0
