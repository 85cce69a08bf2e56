"""Every door of a match at every event, looked through for what only one of its players knows."""

import json
from collections.abc import Container
from datetime import timedelta

import pytest
from asgiref.sync import async_to_sync
from django.test import Client
from django.utils import timezone

from games import services
from games.models import Match
from games.releasing import released_block
from games.rules import GAMES
from games.rules.base import Game, Mode, seat_to_move
from games.selectors import DELAY, record_of
from games.services import Chair, Opening
from lib.visitors import SESSION_KEY, Visitor
from tests.games.rules.playing import SECRETS, WORD, deal_of
from tests.games.rules.test_any_game import EVERY_MODE, KNOWING, a_plain_move
from tests.games.test_socket import connect, hang_up, heard, line, say

pytestmark = pytest.mark.django_db(transaction=True)
HIDING = [(game, mode) for game, mode in EVERY_MODE if game.key != "connect-four"]
LONG_AGO = timezone.now() - 10 * DELAY
TEXT = {"Accept": "application/json"}


class Person:
    """A browser of somebody's own, without an account."""

    def __init__(self) -> None:
        self.client = Client()
        self.client.get("/games/")
        self.key = self.client.session[SESSION_KEY]
        self.visitor = Visitor(self.key, None, "", "")


def everything(match: Match, person: Person) -> dict[str, str]:
    """Whatever a person can get hold of, by door."""
    page = f"/games/matches/{match.pk}/"
    doors = {
        "page": person.client.get(page),
        "json": person.client.get(page, headers=TEXT),
        "after": person.client.get(f"{page}?after=1", headers=TEXT),
        "watch": person.client.get("/games/watch/"),
        "lobby": person.client.get("/games/"),
        "api": person.client.get(f"/api/v1/games/matches/{match.pk}/"),
    }
    found = {name: answer.content.decode() for name, answer in doors.items()}
    found["release"] = json.dumps(released_block({}, 0, "salt", timezone.now().date()))
    found["socket"] = async_to_sync(by_socket)(match, person.key)
    return found


async def by_socket(match: Match, key: str) -> str:
    communicator = line(match, key)
    await connect(communicator)
    told = []
    for wish in ({"type": "hello", "after": 0}, {"type": "take_back", "base": 999}):
        await say(communicator, **wish)
        told.append(await heard(communicator))
    await hang_up(communicator)
    return json.dumps(told)


def leaks(match: Match, person: Person, without: Container[str] = ()) -> list[str]:
    hidden = (*SECRETS, match.nonce)
    return [
        f"{match.game} {match.mode}: {secret} by {door} after event {match.seq}"
        for door, text in everything(match, person).items()
        if door not in without
        for secret in hidden
        if secret in text
    ]


def test_nobody_learns_a_secret_before_the_end():
    for game, mode in HIDING:
        watch_a_match(game, mode)
        Match.objects.all().delete()  # the next one has the same secrets


def watch_a_match(game: Game, mode: Mode) -> None:
    eve, people = Person(), {seat: Person() for seat in game.seats}
    opening = Opening(
        game.key,
        deal_of(mode, num_turns=2),
        {seat: Chair(visitor=person.visitor) for seat, person in people.items()},
    )
    match = services.open_match(opening, LONG_AGO).match
    outsiders = [eve, *(person for seat, person in people.items() if seat not in KNOWING)]
    while not match.is_over:
        for person in outsiders:
            assert leaks(match, person) == []
        match = move(match)
    # It is over, and still told later to those who watch; the API gives what is over at once.
    assert leaks(match, eve, without=("api", "release")) == []
    Match.objects.update(ended_at=LONG_AGO)
    told = eve.client.get(f"/games/matches/{match.pk}/", headers=TEXT).content.decode()
    assert match.nonce in told
    assert (WORD in told) == (mode.deals in ("object", "card") or mode.key == "own-word")


def move(match: Match) -> Match:
    """The next plain move, long ago unless it ends the match."""
    record = record_of(match)
    seat = seat_to_move(record.game, record.position)
    form = record.game.legal(record.position, seat)
    asked = {
        name: WORD if name == "word" else value
        for name, value in a_plain_move(form, match.seq).items()
    }
    position = record.position
    for fact in record.game.apply(position, seat, asked):
        position = record.game.evolve(position, fact)
    is_last = record.game.outcome(position) is not None
    return services.play_move(
        match_id=match.pk,
        seat=seat,
        base_seq=match.seq,
        move_id=f"m{match.seq}",
        move=asked,
        now=timezone.now() if is_last else LONG_AGO + timedelta(seconds=match.seq),
    ).match


def test_there_is_something_to_hide_in_every_game_but_one():
    assert {game.key for game, _mode in HIDING} == set(GAMES) - {"connect-four"}
