"""Bots: programs of people that open matches, look at them and move, each by its account's token.

What a bot may do is what its account may, in matches of its own; they count for no board.
"""

from random import SystemRandom
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from games import lobby, selectors, services
from games.acting import act
from games.api.shapes import MatchState, MoveAsked, MovePlayed, OpeningAsked, RunningMatch
from games.broadcasting import announce
from games.errors import NotFound
from games.lobby import Against, Wish
from games.messages import PlayMove, Resign
from games.models import Match
from games.presenting import state_of
from games.rules.base import Seat
from games.services import Chair
from lib.client_address import address_of
from lib.public_api import NOT_FOUND, NOT_NOW, ForBots
from lib.visitors import Visitor, bot_of


class Matches(ForBots):
    @extend_schema(
        responses=RunningMatch(many=True),
        summary="Matches of the account's bots that are not over",
        operation_id="bots_matches",
    )
    def get(self, request: Request) -> Response:
        running = selectors.running_of(_bot(request))
        return Response(RunningMatch(running, many=True).data)

    @extend_schema(
        request=OpeningAsked,
        responses={201: MatchState, 404: NOT_FOUND, 409: NOT_NOW},
        summary="Open a match against a model, a program of ours, or whoever has the invitation",
        operation_id="bots_open",
    )
    def post(self, request: Request) -> Response:
        asked = _checked(OpeningAsked, request)
        wish = Wish(asked["game"], asked["mode"], Against(asked["against"]))
        bot, now = _bot(request), timezone.now()
        opening = lobby.opening_for(wish, bot, SystemRandom(), now)
        opened = services.open_match(opening, now)
        announce(opened.match.pk, opened.job)
        return Response(_state(opened.match, bot), status=201)


class Invitation(ForBots):
    @extend_schema(
        request=None,
        responses={200: MatchState, 404: NOT_FOUND, 409: NOT_NOW},
        summary="Sit down where the invitation leads",
        operation_id="bots_join",
    )
    def post(self, request: Request, invite: str) -> Response:
        bot, found = _bot(request), selectors.match_invited_to(invite)
        if selectors.seat_of(found, bot) is None:
            lobby.check_limits(bot)
            now = timezone.now()
            opened = services.join(match_id=found.pk, chair=Chair(visitor=bot), now=now)
            announce(found.pk, opened.job)
            found = opened.match
        return Response(_state(found, bot))


class OneMatch(ForBots):
    @extend_schema(
        parameters=[
            OpenApiParameter("after", int, description="Only events after this number."),
            OpenApiParameter(
                "wait",
                int,
                description="Seconds, 25 at most: answered earlier when there is an event after "
                "that number, when it is the bot's turn, or when the match is over.",
            ),
        ],
        responses={200: MatchState, 404: NOT_FOUND},
        summary="The match as the bot's seat sees it, with the schema of its next move",
        operation_id="bots_match",
    )
    def get(self, request: Request, match_id: UUID) -> Response:
        after = request.query_params.get("after", "0")
        if not after.isdecimal():
            raise ValidationError({"after": [_("A whole number from 0.")]})
        bot, found = _bot(request), selectors.match_of(match_id)
        return Response(_state(found, bot, after=int(after)))


class Moves(ForBots):
    @extend_schema(
        request=MoveAsked,
        responses={200: MovePlayed, 404: NOT_FOUND, 409: NOT_NOW},
        summary="Move: once, however often the same id is sent",
        operation_id="bots_move",
    )
    def post(self, request: Request, match_id: UUID) -> Response:
        asked = _checked(MoveAsked, request)
        seat = _seat(selectors.match_of(match_id), _bot(request))
        played = act(match_id, seat, PlayMove(**asked), timezone.now())
        return Response(MovePlayed(played).data)


class Resignation(ForBots):
    @extend_schema(
        request=None,
        responses={200: MatchState, 404: NOT_FOUND, 409: NOT_NOW},
        summary="Resign",
        operation_id="bots_resign",
    )
    def post(self, request: Request, match_id: UUID) -> Response:
        bot = _bot(request)
        seat = _seat(selectors.match_of(match_id), bot)
        played = act(match_id, seat, Resign(), timezone.now())
        return Response(_state(played.match, bot))


def _bot(request: Request) -> Visitor:
    return bot_of(request.user, address_of(request._request))


def _seat(match: Match, bot: Visitor) -> Seat:
    seat = selectors.seat_of(match, bot)
    if seat is None:
        raise NotFound(_("No bot of yours plays in this match."))
    return seat


def _state(match: Match, bot: Visitor, *, after: int = 0) -> dict[str, Any]:
    return state_of(match, _seat(match, bot), now=timezone.now(), after=after)


def _checked(shape: type[Serializer], request: Request) -> dict[str, Any]:
    """Raises ValidationError, which says of each field what is wrong with it."""
    asked = shape(data=request.data)
    asked.is_valid(raise_exception=True)
    return asked.validated_data
