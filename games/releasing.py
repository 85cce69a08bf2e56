"""Finished matches as researchers get them, under pseudonyms that hold within one release.

What people chose is given away; what they wrote, where they agreed to that. No text that shows a
private detail is, whoever wrote it. Only matches of modes that can be rated are given away: in the
others people bring secrets of their own.
"""

from datetime import date
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from games.asking.retrospect import PROBE_VERSION
from games.errors import NotAllowed, NotFound
from games.models import Match, MatchEvent, Player
from games.presenting import event_of
from games.rules import GAMES
from games.rules.base import Seat
from games.rules.questions import ANSWERS
from games.selectors import (
    beliefs_of,
    check_may_see,
    has_consented,
    match_of,
    record_of,
    seats_of_models,
)
from lib.keyed_hash import keyed_hash
from ranking.reading.private_details import private_details

MATCHES_AT_ONCE = 50
CHOICES = {*ANSWERS, "true", "false", *"1234567"}


def released_block(
    wanted: dict[str, str], after: int, salt: str, today: date
) -> tuple[list[dict[str, Any]], int]:
    """The next matches in the order in which they began, and how many were passed so far.

    wanted: game and mode, "" for all.
    """
    matches = given_away(today)
    for name, value in wanted.items():
        if value:
            matches = matches.filter(**{name: value})
    block = matches.order_by("created_at", "pk")[after : after + MATCHES_AT_ONCE]
    return [released(match, salt) for match in block], after + MATCHES_AT_ONCE


def released_match(match_id: UUID | str, today: date) -> dict[str, Any]:
    """One match with what opens its seal, under pseudonyms that hold in it and nowhere else.

    Raises NotFound, and NotAllowed while it goes on or has today's word in it.
    """
    match = match_of(match_id)
    check_may_see(match, None, today)
    if not match.is_over:
        raise NotAllowed(_("This match is still going on. Ask again when it is over."))
    if not publishable().filter(pk=match.pk).exists():
        raise NotFound(_("This match is not given away: only finished ones of rated games are."))
    salt = keyed_hash(settings.HASH_KEY, "released match", str(match.pk))
    seal = {"nonce": match.nonce, "commitment": match.commitment}
    return released(match, salt) | {"match": str(match.pk)} | seal


def given_away(today: date) -> QuerySet[Match]:
    """The matches that anybody may have; those of today's word only tomorrow."""
    return publishable().exclude(players__day__gte=today)


def publishable() -> QuerySet[Match]:
    """The matches that anybody may have in the end."""
    modes = [
        (game.key, mode.key) for game in GAMES.values() for mode in game.modes if mode.is_rated
    ]
    of_these = reduce(or_, (Q(game=game, mode=mode) for game, mode in modes))
    return Match.objects.filter(of_these, status=Match.Status.FINISHED)


def released(match: Match, salt: str) -> dict[str, Any]:
    record = record_of(match)
    players = list(match.players.select_related("contestant"))
    silent = {one.seat for one in players if one.visitor_key and not has_consented(one)}
    return {
        "match": keyed_hash(salt, "match", str(match.pk)),
        "game": match.game,
        "mode": match.mode,
        "rules_version": match.rules_version,
        "is_of_the_day": any(player.day for player in players),
        "deal": match.deal,
        "wording": match.wording,
        "ending": match.ending,
        "is_rated": match.is_rated,
        "unrated_because": match.unrated_because,
        "day": f"{match.created_at:%Y-%m-%d}",
        "players": [_player(player, salt) for player in players],
        "events": [_event(event, silent) for event in match.events.all()],
        "beliefs": {
            seat: [
                {"turn": one.turn, "live": _shown(one.live), "replay": _shown(one.replay)}
                for one in beliefs_of(match, record, seat, PROBE_VERSION)
            ]
            for seat in seats_of_models(match)
        },
        "listener": match.listener.slug if match.listener else None,
        "probe_version": PROBE_VERSION,
    }


def wrote_words(match: Match, seat: Seat) -> bool:
    """Whether there is something of this player's that a release leaves out without consent."""
    payloads = match.events.filter(seat=seat).values_list("payload", flat=True)
    return any(_shown(payload, is_silent=True) != payload for payload in payloads)


def _event(event: MatchEvent, silent: set[str]) -> dict[str, Any]:
    payload = _shown(event.payload, is_silent=event.seat in silent)
    return event_of(event) | {"payload": payload}


def _shown(value: Any, *, is_silent: bool = False) -> Any:
    """The same with None in place of texts that stay here: of who is silent, all but choices."""
    if isinstance(value, dict):
        return {name: _shown(one, is_silent=is_silent) for name, one in value.items()}
    if isinstance(value, list):
        return [_shown(one, is_silent=is_silent) for one in value]
    if not isinstance(value, str) or value in CHOICES:
        return value
    return None if is_silent or private_details(value) else value


def _player(player: Player, salt: str) -> dict[str, Any]:
    return {
        "seat": player.seat,
        "kind": player.kind,
        "contestant": player.contestant.slug if player.contestant else None,
        "person": keyed_hash(salt, "person", player.person) if player.visitor_key else None,
        "shares_words": has_consented(player) if player.visitor_key else None,
        "result": player.result,
        "score": player.score,
    }
