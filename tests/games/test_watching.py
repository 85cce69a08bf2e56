"""Spectators: 15 seconds behind by every door, led only to matches that are played in the open."""

from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.utils import timezone

from games import services
from games.models import Match, Player
from games.presenting import state_of
from games.rules.base import Deal
from games.selectors import as_watched, watchable
from games.services import Chair, Opening
from tests.games.table import ALICE, begin, let_model_move
from tests.games.test_socket import heard, hello, line, say
from tests.games.test_timed_matches import NOW, after, between_people, drop

JSON = {"Accept": "application/json"}
AGO = timedelta(seconds=60)


def test_a_spectator_sees_each_event_a_while_later(db):
    match = between_people()
    drop(match, "red", 3)
    drop(match, "yellow", 8)
    seen = [as_watched(match, after(seconds)).seq for seconds in (17, 18, 22, 23)]
    assert seen == [0, 1, 1, 2]
    assert match.seq == 2


def test_an_end_is_hidden_as_long_as_the_moves_that_led_to_it(db):
    match = between_people()
    services.resign(match_id=match.pk, seat="red", now=after(5))
    match.refresh_from_db()
    before, later = (state_of(match, None, now=after(seconds)) for seconds in (19, 20))
    assert (before["status"], before["ending"], before["sealed"]) == ("playing", "", None)
    assert not before["unrated_because"]
    assert {player["result"] for player in before["players"]} == {""}
    assert (later["status"], later["ending"]) == ("finished", "resigned")
    assert state_of(match, "yellow", now=after(5))["status"] == "finished"


def test_over_http_the_delay_holds_too(model, client):
    match = begin(model)
    let_model_move(match)
    for query in ("", "?after=0", "?after=1", "?after=99"):
        state = client.get(f"/games/matches/{match.pk}/{query}", headers=JSON).json()
        assert (state["seq"], state["events"], state["delay_seconds"]) == (0, [], 15)
    page = client.get(f"/games/matches/{match.pk}/").content.decode()
    assert "You are watching, 15 seconds behind." in page
    assert "Is it alive?" not in page


@pytest.mark.django_db(transaction=True)
async def test_by_the_socket_the_delay_holds_too(model):
    match = await sync_to_async(begin)(model)
    await sync_to_async(let_model_move)(match)
    spectator = line(match, "somebody")
    assert (await hello(spectator))["seq"] == 0
    await say(spectator, type="hello", after=1)
    assert (await heard(spectator))["state"]["events"] == []


def open_match(game="connect-four", mode="standard", now=None, **facts) -> Match:
    seats = {"connect-four": ("red", "yellow"), "taboo": ("holder", "guesser")}[game]
    item = {"word": "violin", "aliases": [], "forbidden": []} if game == "taboo" else {}
    opening = Opening(
        game=game,
        deal=Deal(mode, 5, 2, item),
        chairs={seat: Chair(visitor=ALICE) for seat in seats},
        **facts,
    )
    return services.open_match(opening, now or timezone.now() - AGO).match


def test_strangers_are_led_to_matches_in_which_people_only_choose(db):
    match = open_match()
    open_match(invite="abc")
    assert watchable(timezone.now()) == [match]


def test_where_people_write_they_must_have_agreed(db):
    match = open_match("taboo", "adversarial")
    assert watchable(timezone.now()) == []
    Player.objects.filter(match=match, seat="holder").update(consent=settings.MATCH_CONSENT_VERSION)
    assert watchable(timezone.now()) == []
    Player.objects.filter(match=match).update(consent=settings.MATCH_CONSENT_VERSION)
    assert watchable(timezone.now()) == [match]


@pytest.mark.parametrize(
    "facts",
    [
        {"created_at": NOW - timedelta(seconds=5)},
        {"last_move_at": NOW - timedelta(minutes=4)},
        {"status": "abandoned"},
        {"invite": "abc"},
    ],
)
def test_what_has_just_begun_or_gone_quiet_is_not_shown(db, facts):
    match = open_match(now=NOW - AGO)
    assert watchable(NOW) == [match]
    Match.objects.update(**facts)
    assert watchable(NOW) == []


def test_todays_word_is_not_shown(db):
    match = open_match(now=NOW - AGO)
    match.players.filter(seat="red").update(day=NOW.date())
    assert watchable(NOW) == []


def test_the_page_draws_the_best_match_as_it_was_and_names_the_others(db, client):
    open_match()
    best = open_match()
    for number, ago in enumerate((40, 30, 5)):
        services.play_move(
            match_id=best.pk,
            seat=("red", "yellow")[number % 2],
            base_seq=number,
            move_id=f"m{number}",
            move={"column": str(number + 1)},
            now=timezone.now() - timedelta(seconds=ago),
        )
    page = client.get("/games/watch/").content.decode()
    assert "Column 2" in page
    assert "Column 3</span>" not in page
    assert "Also under way" in page
    assert f"/games/matches/{best.pk}/" in page.split("Also under way")[0]
