"""Matches with a clock: whoever is too slow loses, what others take is nobody's time."""

from datetime import timedelta

import pytest
from django.utils import timezone

from games import services
from games.clocks import AFTER_RESTART, TO_ARRIVE
from games.errors import NotAllowed, TooLate
from games.models import Match
from games.rules.base import Deal
from games.services import Chair, Opening
from games.tasks import sweep_matches
from lib.visitors import Visitor
from tests.games.table import ALICE, begin, let_model_move

BOB = Visitor("bob-key", None, "", "")
NOW = timezone.now()


def after(seconds: float):
    return NOW + timedelta(seconds=seconds)


def between_people(now=NOW, move_seconds: int = 20) -> Match:
    """Connect Four: 42 turns of 20 s are 840 s, so a quota gains 100 and begins with 300."""
    opening = Opening(
        game="connect-four",
        deal=Deal("standard", 42, 2),
        chairs={"red": Chair(visitor=ALICE), "yellow": Chair(visitor=BOB)},
        move_seconds=move_seconds,
    )
    return services.open_match(opening, now).match


def drop(match: Match, seat: str, seconds: float, lag_ms: int = 0, column: str = "1") -> Match:
    services.play_move(
        match_id=match.pk,
        seat=seat,
        base_seq=match.seq,
        move_id=f"{seat}{match.seq}",
        move={"column": column},
        now=after(seconds),
        lag_ms=lag_ms,
    )
    match.refresh_from_db()
    return match


def results(match: Match) -> dict[str, str]:
    return {player.seat: player.result for player in match.players.all()}


def test_each_move_has_its_time(db):
    match = between_people()
    assert match.due_at == after(20)
    drop(match, "red", 19.9)
    assert match.due_at == after(39.9)
    drop(match, "yellow", 39)
    assert (match.status, match.seq) == ("playing", 2)


def test_a_late_move_is_refused_and_ends_the_match(db):
    match = between_people()
    with pytest.raises(TooLate, match="Your time ran out"):
        drop(match, "red", 20.1)
    match.refresh_from_db()
    assert (match.status, match.ending, match.due_at) == ("finished", "out-of-time", None)
    assert results(match) == {"red": "lost", "yellow": "won"}
    assert [event.kind for event in match.events.all()] == ["ran_out_of_time"]


def test_lag_is_forgiven_as_far_as_the_quota_goes(db):
    match = between_people()
    drop(match, "red", 22, lag_ms=2_000)  # 300 - 200 + 100
    drop(match, "yellow", 22, lag_ms=0)
    drop(match, "red", 44, lag_ms=3_000)  # 42 and the two seconds that are left
    drop(match, "yellow", 46)
    assert match.players.get(seat="red").lag_quota == 100
    with pytest.raises(TooLate):
        drop(match, "red", 68, lag_ms=9_000)


def test_an_illegal_move_costs_no_quota_and_no_match(db):
    match = between_people()
    with pytest.raises(NotAllowed, match="olumn"):
        drop(match, "red", 25, column="9")
    assert Match.objects.get().status == "playing"


def test_a_model_takes_nobodys_time(model):
    match = begin(model, move_seconds=20)
    assert match.due_at is None
    let_model_move(match)
    asked = match.events.get().at
    assert match.due_at == asked + timedelta(seconds=20)


def test_with_a_clock_nothing_is_taken_back(db):
    match = drop(between_people(), "red", 1)
    with pytest.raises(NotAllowed, match="no taking back"):
        services.take_back(match_id=match.pk, seat="red", base_seq=match.seq, now=after(2))


def test_time_is_up_when_no_lag_could_explain_it(db):
    match = between_people()
    end = services.end_if_out_of_time
    assert end(match_id=match.pk, now=after(22.9)) is None
    assert end(match_id=match.pk, now=after(23.1)).ending == "out-of-time"
    assert end(match_id=match.pk, now=after(99)) is None


def test_the_round_ends_what_nobody_watches(db):
    late = between_people(now=NOW - timedelta(seconds=60))
    still = between_people(now=timezone.now())
    sweep_matches()
    assert [Match.objects.get(pk=one.pk).status for one in (late, still)] == ["finished", "playing"]


def test_a_restart_of_the_site_costs_nobody_their_match(db):
    meanwhile, before = between_people(), between_people(now=after(-300))
    services.lengthen_clocks(after(5))
    for match in (meanwhile, before):
        match.refresh_from_db()
    assert (meanwhile.due_at, before.due_at) == (
        after(20) + AFTER_RESTART,
        after(5) + AFTER_RESTART,
    )


@pytest.mark.parametrize(
    ("form", "seconds", "because"),
    [
        ({}, 0, ""),
        ({"tempo": "blitz"}, 20, "timed"),
        ({"tempo": "casual", "against": "human"}, 60, "not-against-a-model"),
    ],
)
def test_a_match_is_opened_with_a_tempo(model, client, form, seconds, because):
    client.get("/games/")
    client.post("/games/akinator/classic/", form)
    match = Match.objects.get()
    assert (match.move_seconds, match.unrated_because) == (seconds, because)
    assert match.is_rated is (because == "")


def test_a_tempo_that_there_is_not_is_refused(model, client):
    refused = client.post("/games/akinator/classic/", {"tempo": "bullet"})
    assert "relaxed, casual, blitz" in refused.content.decode()


def test_a_friend_is_told_the_tempo_and_a_rematch_keeps_it(db, client):
    client.get("/games/")
    client.post("/games/connect-four/standard/", {"tempo": "blitz", "against": "human"})
    match, friend = Match.objects.get(), type(client)()
    assert match.due_at is None, "no clock runs while one waits"
    page = f"/games/join/{match.invite}/"
    assert "20 seconds a move" in friend.get(page).content.decode()
    friend.post(page)
    match.refresh_from_db()
    assert match.due_at == match.last_move_at + timedelta(seconds=20) + TO_ARRIVE
    shown = client.get(f"/games/matches/{match.pk}/").content.decode()
    assert "data-left" in shown
    client.post(f"/games/matches/{match.pk}/resign/")
    client.post(f"/games/matches/{match.pk}/rematch/")
    assert Match.objects.get(rematch_of=match).move_seconds == 20
