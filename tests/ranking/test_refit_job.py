"""The beat's errand and the worker's: when a board is made anew, and that it is."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lib.jobs import registry
from lib.jobs import tasks as job_tasks
from lib.jobs.models import Job
from ranking import selectors
from ranking.jobs import refit_board
from ranking.models import Leaderboard
from ranking.tasks import refit_if_due

pytestmark = pytest.mark.django_db


@pytest.fixture
def woken(monkeypatch) -> list[Job]:
    """Jobs that the broker was asked to run; there is no broker here."""
    jobs: list[Job] = []
    monkeypatch.setattr(job_tasks, "wake", jobs.append)
    return jobs


def grow_old(board: Leaderboard, seconds: int) -> None:
    board.published_at = timezone.now() - timedelta(seconds=seconds)
    board.save()


def test_the_first_board_is_asked_for_once(woken):
    refit_if_due()
    refit_if_due()
    assert [job.payload for job in Job.objects.all()] == [{"board": "overall"}]
    assert woken


def test_an_old_board_without_news_stays(woken, refit):
    grow_old(refit(), 9999)
    refit_if_due()
    assert not woken


def test_a_new_vote_waits_until_the_board_is_old(woken, settings, compare, refit, ajax, hector):
    board = refit()
    compare(ajax, hector, "left")
    refit_if_due()
    assert not woken
    grow_old(board, settings.REFIT_SECONDS + 1)
    refit_if_due()
    assert [job.kind for job in woken] == ["ranking.refit"]


def test_many_new_votes_do_not_wait(woken, settings, compare, refit, ajax, hector):
    settings.REFIT_NEW_VOTES = 3
    refit()
    for _ in range(3):
        compare(ajax, hector, "left")
    refit_if_due()
    assert len(woken) == 1


def test_a_vote_on_another_board_makes_that_board(woken, compare, refit, ajax, hector):
    refit()
    compare(ajax, hector, "left", board="coding")
    refit_if_due()
    assert [job.payload["board"] for job in woken] == ["coding"]


def test_the_job_publishes_what_was_stored_when_it_began(compare, ajax, hector):
    newest = compare(ajax, hector, "left")
    compare(ajax, hector, "left", excluded="identity_leak")
    assert registry.find("ranking.refit") is refit_board
    refit_board({"board": "overall"}, 1)
    board = selectors.newest_leaderboard()
    assert board.num_comparisons == 1
    assert board.num_excluded == {"identity_leak": 1}
    assert board.last_comparison_id == newest.pk + 1
    assert board.cut_off <= board.published_at
    assert board.ratings.count() == 2


def test_running_the_job_twice_shows_the_same_board(compare, ajax, hector):
    compare(ajax, hector, "left")
    for attempt in (1, 2):
        refit_board({"board": "overall"}, attempt)
    first, second = Leaderboard.objects.all()
    assert list(first.ratings.values_list("contestant", "rating")) == list(
        second.ratings.values_list("contestant", "rating")
    )
