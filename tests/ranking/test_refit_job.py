"""The beat's errand and the worker's: when a board is made anew, and that it is."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from lib.jobs import registry
from lib.jobs import tasks as job_tasks
from lib.jobs.models import Job
from ranking import selectors
from ranking.jobs import make_leaderboard, refit_board
from ranking.lens import PLAIN, Lens
from ranking.models import Board, Leaderboard, PairCount
from ranking.tasks import LEAST_COMPARISONS, refit_if_due, refit_other_lenses

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
    plain = {"category": "all", "window": "all-time", "method_key": "bradley-terry"}
    assert [job.payload for job in Job.objects.all()] == [{"board": "overall", **plain}]
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


def fill(board: str, category: str, first, second, num: int) -> None:
    """Counts as an import leaves them: no comparison behind them is known."""
    first, second = sorted((first, second), key=lambda contestant: contestant.pk)
    PairCount.objects.create(
        board=board,
        category=category,
        day=timezone.now().date(),
        first=first,
        second=second,
        first_won=num,
        tied=5,
    )


def asked(woken: list[Job]) -> set[Lens]:
    return {Lens(*(job.payload[k] for k in ("category", "window", "method_key"))) for job in woken}


def test_other_lenses_are_refitted_where_there_is_enough_to_see(woken, ajax, hector):
    fill("overall", "all", ajax, hector, LEAST_COMPARISONS)
    fill("overall", "coding", ajax, hector, LEAST_COMPARISONS)
    fill("overall", "german", ajax, hector, 3)
    refit_other_lenses()
    assert PLAIN not in asked(woken)
    assert Lens("all", "7-days") in asked(woken)
    assert Lens("coding") in asked(woken)
    assert Lens("no-ties") in asked(woken)
    assert "german" not in {lens.category for lens in asked(woken)}


def test_a_lens_waits_an_hour_and_for_news(woken, ajax, hector):
    fill("overall", "all", ajax, hector, LEAST_COMPARISONS)
    lens = Lens("all", "7-days")
    board = make_leaderboard("overall", lens)
    refit_other_lenses()
    assert lens not in asked(woken)
    grow_old(board, 3601)
    refit_other_lenses()
    assert lens not in asked(woken)
    PairCount.objects.update(first_won=LEAST_COMPARISONS + 1)
    refit_other_lenses()
    assert lens in asked(woken)


def test_lenses_take_turns_the_longest_waiting_first(woken, monkeypatch, ajax, hector):
    monkeypatch.setattr("ranking.tasks.MOST_AT_ONCE", 2)
    fill("overall", "all", ajax, hector, LEAST_COMPARISONS)
    seen: list[Lens] = []
    for _ in range(3):
        woken.clear()
        refit_other_lenses()
        assert len(woken) == 2
        for job in woken:
            refit_board(job.payload, 1)
        Job.objects.all().delete()
        seen += sorted(asked(woken))
    assert len(set(seen)) == 6


def test_an_imported_board_is_fitted_once_and_knows_only_whom_it_met(woken, ajax, hector, paris):
    Board.objects.create(slug="old", name="Old", source="a file", imported_at=timezone.now())
    fill("old", "all", ajax, hector, 100)
    refit_if_due()
    assert "old" in {job.payload["board"] for job in woken}
    board = make_leaderboard("old")
    assert board.num_comparisons == 105
    assert set(board.ratings.values_list("contestant", flat=True)) == {ajax.pk, hector.pk}
    woken.clear()
    grow_old(board, 9999)
    refit_if_due()
    assert "old" not in {job.payload["board"] for job in woken}


def test_what_a_category_leaves_out_does_not_enter(ajax, hector, compare):
    for outcome in ["left", "right", "left", "tie", "both_bad"]:
        compare(ajax, hector, outcome)
    assert make_leaderboard("overall", Lens("no-ties")).num_comparisons == 3
    assert make_leaderboard("overall", Lens("not-both-bad")).num_comparisons == 4


def test_a_window_forgets_what_is_older(ajax, hector, compare):
    compare(ajax, hector, "left", created_at=timezone.now() - timedelta(days=40))
    compare(ajax, hector, "left")
    assert make_leaderboard("overall", Lens(window="90-days")).num_comparisons == 2
    assert make_leaderboard("overall", Lens(window="30-days")).num_comparisons == 1


def test_a_refit_reads_pairs_and_not_votes(ajax, hector, compare, django_assert_max_num_queries):
    for _ in range(12):
        compare(ajax, hector, "left")
    with django_assert_max_num_queries(10):
        make_leaderboard("overall")


def test_the_command_refits_one_lens_or_all(capsys, ajax, hector, compare):
    for _ in range(3):
        compare(ajax, hector, "left", categories=["coding"], labeller="rules 1")
    call_command("refit", board="overall", category="coding")
    assert capsys.readouterr().out == "overall: coding, all-time, bradley-terry: 3 comparisons\n"
    call_command("refit", all_lenses=True)
    assert "davidson cannot be fitted: nobody ever tied" in capsys.readouterr().out
    made = {selectors.lens_of(row) for row in Leaderboard.objects.all()}
    assert {PLAIN, Lens("coding", "7-days"), Lens("no-ties")} <= made
    assert "german" not in {lens.category for lens in made}


def test_the_command_says_why_a_board_cannot_be_fitted(ajax, hector, compare):
    compare(ajax, hector, "left")
    with pytest.raises(CommandError, match="nobody ever tied"):
        call_command("refit", board="overall", method="davidson")


def test_a_job_that_cannot_fit_is_done_and_not_tried_again(ajax, hector, compare, caplog):
    compare(ajax, hector, "left")
    refit_board({"board": "overall", "method_key": "davidson"}, 1)
    assert "nobody ever tied" in caplog.text
    assert not Leaderboard.objects.exists()


def test_the_command_names_the_boards_there_are(db):
    with pytest.raises(CommandError, match=r"'none'\. Known: overall"):
        call_command("refit", board="none")
