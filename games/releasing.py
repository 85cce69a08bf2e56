"""Finished matches as researchers get them, under pseudonyms that hold within one release.

What people chose is given away, what they wrote is not: nobody was asked for that. Only matches of
modes that can be rated are, since in the others people bring secrets of their own.
"""

from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from games.errors import NotAllowed, NotFound
from games.models import Match, MatchEvent, Player
from games.presenting import event_of
from games.retrospect import PROBE_VERSION
from games.rules import GAMES
from games.rules.questions import ANSWERS
from games.selectors import beliefs_of, match_of, record_of
from lib.keyed_hash import keyed_hash

MATCHES_AT_ONCE = 50
CHOICES = {*ANSWERS, "true", "false", *"1234567"}


def released_block(
    wanted: dict[str, str], after: int, salt: str
) -> tuple[list[dict[str, Any]], int]:
    """The next matches in the order in which they began, and how many were passed so far.

    wanted: game and mode, "" for all.
    """
    matches = given_away()
    for name, value in wanted.items():
        if value:
            matches = matches.filter(**{name: value})
    block = matches.order_by("created_at", "pk")[after : after + MATCHES_AT_ONCE]
    return [released(match, salt) for match in block], after + MATCHES_AT_ONCE


def released_match(match_id: UUID | str) -> dict[str, Any]:
    """One match with what opens its seal, under pseudonyms that hold in it and nowhere else.

    Raises NotFound, and NotAllowed while it goes on.
    """
    match = match_of(match_id)
    if not match.is_over:
        raise NotAllowed(_("This match is still going on. Ask again when it is over."))
    if not given_away().filter(pk=match.pk).exists():
        raise NotFound(_("This match is not given away: only finished ones of rated games are."))
    salt = keyed_hash(settings.HASH_KEY, "released match", str(match.pk))
    seal = {"nonce": match.nonce, "commitment": match.commitment}
    return released(match, salt) | {"match": str(match.pk)} | seal


def given_away() -> QuerySet[Match]:
    """The matches that anybody may have."""
    modes = [
        (game.key, mode.key) for game in GAMES.values() for mode in game.modes if mode.is_rated
    ]
    of_these = reduce(or_, (Q(game=game, mode=mode) for game, mode in modes))
    return Match.objects.filter(of_these, status=Match.Status.FINISHED)


def released(match: Match, salt: str) -> dict[str, Any]:
    record = record_of(match)
    people = set(match.players.exclude(visitor_key="").values_list("seat", flat=True))
    return {
        "match": keyed_hash(salt, "match", str(match.pk)),
        "game": match.game,
        "mode": match.mode,
        "rules_version": match.rules_version,
        "deal": match.deal,
        "wording": match.wording,
        "ending": match.ending,
        "is_rated": match.is_rated,
        "unrated_because": match.unrated_because,
        "day": f"{match.created_at:%Y-%m-%d}",
        "players": [_player(player, salt) for player in match.players.select_related("contestant")],
        "events": [_event(event, people) for event in match.events.all()],
        "beliefs": {
            player.seat: [
                {"turn": one.turn, "live": one.live, "replay": one.replay}
                for one in beliefs_of(match, record, player.seat, PROBE_VERSION)
            ]
            for player in match.players.filter(kind=Player.Kind.MODEL)
        },
        "probe_version": PROBE_VERSION,
    }


def _event(event: MatchEvent, people: set[str]) -> dict[str, Any]:
    told = event_of(event)
    if event.seat in people:
        told["payload"] = {name: _if_chosen(value) for name, value in event.payload.items()}
    return told


def _if_chosen(value: Any) -> Any:
    """A choice, a number or a yes; None in place of words of somebody's own."""
    return value if not isinstance(value, str) or value in CHOICES else None


def _player(player: Player, salt: str) -> dict[str, Any]:
    return {
        "seat": player.seat,
        "kind": player.kind,
        "contestant": player.contestant.slug if player.contestant else None,
        "person": keyed_hash(salt, "person", player.person) if player.visitor_key else None,
        "result": player.result,
        "score": player.score,
    }
