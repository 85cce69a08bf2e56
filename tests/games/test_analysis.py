"""From finished matches to findings: measured once, again when beliefs have come, and averaged."""

import pytest
from django.utils import timezone

from games import services
from games.analysing import analyse, is_due
from games.models import Findings, Match, MatchMeasures, Tournament
from games.selectors import newest_findings
from games.tasks import analyse_if_due
from inference.models import Route
from lib.jobs.models import Job
from ranking.models import MatchResult
from ranking.services import set_match_aside
from tests.games.table import begin
from tests.games.test_results import play
from tests.games.test_retrospect import play_to_the_end, run_jobs


def on_board(model) -> dict:
    return newest_findings().found["models"][model.slug]["boards"]["akinator:classic"]


def test_a_match_is_measured_again_when_beliefs_have_come(model):
    match = play_to_the_end(model)
    assert is_due(timezone.now())
    assert analyse()
    assert not is_due(timezone.now())
    row = MatchMeasures.objects.get(match=match)
    assert row.values["live"]["round_recall"] == 1
    assert row.values["replay"] == {}
    assert row.values["turns"] == {"num": 3, "valid": 3, "whole": 2, "short": 1}

    Route.objects.update(options={"text": '{"candidates": ["guitar"]}'})
    run_jobs()
    assert is_due(timezone.now())
    assert analyse()
    again = MatchMeasures.objects.get(match=match)
    assert again.values["replay"]["recall_at_1"] == 1
    assert again.values["gap"]["overlap"] == pytest.approx(2 / 3)
    assert Findings.objects.count() == 1


def test_what_is_set_aside_leaves_the_averages(model):
    for _number in range(2):
        play(model)
    analyse()
    assert on_board(model)["num_matches"] == 2
    set_match_aside(source=MatchResult.objects.first().source, reason="a moderator")
    assert is_due(timezone.now())
    analyse()
    assert on_board(model)["num_matches"] == 1
    assert on_board(model)["measures"]["play"]["success"]["value"] == 1
    assert on_board(model)["turns"]["num"] == 4


def test_matches_of_tournaments_are_measured_apart(model, client):
    tournament = Tournament.objects.create(
        game="akinator", mode="classic", deals=[], num_fixtures=1, created_at=timezone.now()
    )
    Match.objects.filter(pk=play(model).pk).update(tournament=tournament, is_rated=False)
    play(model)
    analyse()
    boards = newest_findings().found["models"][model.slug]["boards"]
    assert {board: found["num_matches"] for board, found in boards.items()} == {
        "akinator:classic": 1,
        "akinator:classic:tournament": 1,
    }
    text = client.get(f"/games/models/{model.slug}/").content.decode()
    assert "Akinator: Deal me a word, in tournaments" in text


def test_turns_of_a_match_that_was_given_up_count_as_turns_alone(model):
    match = begin(model)
    services.resign(match_id=match.pk, seat="holder", now=timezone.now())
    analyse()
    assert MatchMeasures.objects.get().values == {"turns": {"num": 0, "valid": 0}}
    assert on_board(model)["num_matches"] == 0


def test_beat_asks_for_findings_once_while_there_is_news(model):
    analyse_if_due()
    assert not Job.objects.filter(kind=services.ANALYSIS).exists()
    play(model)
    analyse_if_due()
    analyse_if_due()
    assert Job.objects.filter(kind=services.ANALYSIS).count() == 1
