"""An account's matches: brought along at a log-in, part of its data, gone when it is deleted."""

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse
from django.utils import timezone

from games import services
from games.models import Match, MatchEvent, Player
from games.rules.base import Deal
from games.services import Chair, Opening
from lib.visitors import SESSION_KEY, Visitor
from ranking.models import MatchResult
from tests.conftest import PASSWORD
from tests.games.table import play
from tests.games.test_consents import CARD

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor(client) -> Visitor:
    client.get("/games/")
    return Visitor(client.session[SESSION_KEY], None, "", "")


def played(model, visitor: Visitor) -> Match:
    opening = Opening(
        game="taboo",
        deal=Deal("adversarial", 5, 7, CARD),
        chairs={"holder": Chair(visitor=visitor), "guesser": Chair(contestant=model)},
        item_key="violin",
        is_rated=True,
    )
    match = services.open_match(opening, timezone.now()).match
    play(match, "holder", text="My own words.")
    play(match, "guesser", guess="violin")
    return match


def log_in(client, user) -> None:
    EmailAddress.objects.get_or_create(user=user, email=user.email, primary=True)
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})


def stored(client) -> list[dict]:
    return client.get(reverse("arena:my_data")).json()["matches"]


def test_what_was_played_before_a_log_in_is_the_accounts_then(model, visitor, client, alice):
    match = played(model, visitor)
    log_in(client, alice)
    (row,) = stored(client)
    assert (row["id"], row["seat"], row["result"]) == (str(match.pk), "holder", "lost")
    assert row["moves"][0]["payload"]["text"] == "My own words."


def test_the_data_hold_nothing_of_others(model, visitor, client, bob):
    log_in(client, bob)
    played(model, Visitor("another-key", None, "", ""))
    assert stored(client) == []


def test_a_second_try_at_the_word_of_a_day_is_not_brought_along(model, visitor, client, alice):
    today = timezone.now().date()
    mine, before = played(model, visitor), played(model, Visitor("other-key", None, "", ""))
    Player.objects.filter(match=before, seat="holder").update(user=alice, day=today)
    Player.objects.filter(match=mine, seat="holder").update(day=today)
    log_in(client, alice)
    assert [row["id"] for row in stored(client)] == [str(before.pk)]


def test_who_leaves_takes_every_word_and_leaves_the_results(model, visitor, client, alice):
    played(model, visitor)
    others = played(model, Visitor("another-key", None, "", ""))
    log_in(client, alice)
    client.post(reverse("arena:delete_account"), {"password": PASSWORD})
    assert set(Match.objects.all()) == {others}
    assert set(MatchEvent.objects.values_list("match", flat=True)) == {others.pk}
    assert MatchResult.objects.count() == 2
