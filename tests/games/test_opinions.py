"""Whether people would play a model again: asked once its name is told, of those who met it."""

import pytest

from games import services
from games.errors import NotAllowed
from games.models import Match, Player
from games.selectors import encounters_with
from tests.games.test_consents import JSON, played, visitor

__all__ = ["visitor"]
pytestmark = pytest.mark.django_db


def say(client, match: Match, again: str):
    return client.post(f"/games/matches/{match.pk}/opinion/", {"again": again}, headers=JSON)


def met(match: Match):
    return encounters_with(match.players.get(kind=Player.Kind.MODEL), match)


def test_it_is_asked_at_the_end_and_the_last_word_holds(model, visitor, client):
    match = played(model, visitor, "It has strings.")
    assert "Would you play it again?" in client.get(f"/games/matches/{match.pk}/").content.decode()
    for again in ("yes", "no", "yes"):
        assert say(client, match, again).status_code == 200
    assert (met(match).num_opinions, met(match).num_again) == (1, 1)
    page = client.get(f"/games/matches/{match.pk}/").content.decode()
    assert "Of 1 match with it here, people won 0. 1 of 1 would play it again." in page


def test_what_is_neither_yes_nor_no_is_refused_with_what_to_say(model, visitor, client):
    match = played(model, visitor, "It has strings.")
    answer = say(client, match, "perhaps")
    assert answer.status_code == 409
    assert "yes or no" in answer.json()["error"]["message"]
    assert met(match).num_opinions == 0


def test_nobody_is_asked_before_the_end_or_about_another_game(model, visitor, client):
    match = played(model, visitor, "It has strings.")
    Player.objects.filter(match=match, seat="holder").update(would_play_again=True)
    other = Match(game="akinator", mode="classic")
    assert encounters_with(match.players.get(seat="guesser"), other).num_matches == 0
    with pytest.raises(NotAllowed):
        services.record_opinion(match_id=match.pk, seat="guesser", would_play_again=True)


def test_a_stranger_has_none(model, visitor, client):
    match = played(model, visitor, "It has strings.")
    client.cookies.clear()
    client.get("/games/")
    assert say(client, match, "yes").status_code == 409
    assert met(match).num_opinions == 0
