"""Games, their modes, and the board of each."""

from typing import Any

from django.utils.http import http_date
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from games import lobby
from games.errors import NotFound
from games.pages.names import NAMES
from games.rules import GAMES
from games.services.results import board_named
from lib.public_api import NOT_CHANGED, NOT_FOUND, Reading
from ranking.models import MatchBoard
from ranking.selectors import match_results_set_aside, newest_match_board


class ModeFacts(serializers.Serializer):
    mode = serializers.CharField()
    title = serializers.CharField()
    num_turns = serializers.IntegerField()
    is_rated = serializers.BooleanField()
    is_together = serializers.BooleanField(help_text="Whether both seats have one goal.")
    board = serializers.URLField()


class GameFacts(serializers.Serializer):
    game = serializers.CharField()
    title = serializers.CharField()
    rules_version = serializers.IntegerField()
    seats = serializers.ListField(child=serializers.CharField())
    modes = ModeFacts(many=True)


class BoardRow(serializers.Serializer):
    """Of one model. chance: of success beside an average human, item and wording; 95 % limits."""

    slug = serializers.CharField()
    rank = serializers.IntegerField(allow_null=True, help_text="Null below 30 matches.")
    strength = serializers.FloatField(help_text="Natural log-odds; the mean of the models is 0.")
    strength_low = serializers.FloatField()
    strength_high = serializers.FloatField()
    chance = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()
    num_matches = serializers.IntegerField()
    num_successes = serializers.FloatField()
    is_provisional = serializers.BooleanField(help_text="Fewer than 30 matches.")
    group = serializers.IntegerField(help_text="Groups never met the same people or items.")


class BoardItem(serializers.Serializer):
    """Of what was dealt. chance: of an average model on it; 95 % limits."""

    item = serializers.CharField(help_text="The key of the word bank.")
    difficulty = serializers.FloatField(help_text="Natural log-odds; more is harder for a model.")
    difficulty_low = serializers.FloatField()
    difficulty_high = serializers.FloatField()
    chance = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()
    num_matches = serializers.IntegerField()
    num_successes = serializers.FloatField()


class GameBoard(serializers.Serializer):
    board = serializers.CharField()
    method = serializers.CharField()
    num_matches = serializers.IntegerField()
    num_excluded = serializers.IntegerField(help_text="Set aside, each with its reason.")
    set_aside = serializers.SerializerMethodField(help_text="How many by now, by reason.")
    published_at = serializers.DateTimeField()
    rows = BoardRow(many=True)
    items = BoardItem(many=True)

    def get_set_aside(self, board: MatchBoard) -> dict[str, int]:
        return match_results_set_aside(board.board)


class Games(Reading):
    @extend_schema(
        responses={200: GameFacts(many=True), 304: NOT_CHANGED},
        summary="Games and the ways to play them",
        operation_id="games_list",
    )
    def get(self, request: Request) -> Response:
        found = [_facts(key, request) for key in GAMES]
        return Response(GameFacts(found, many=True).data)


class Board(Reading):
    @extend_schema(
        responses={200: GameBoard, 304: NOT_CHANGED, 404: NOT_FOUND},
        summary="How often models reach their goal in a game, people and items accounted for",
        operation_id="games_board",
    )
    def get(self, request: Request, game: str, mode: str) -> Response:
        lobby.game_and_mode(game, mode)
        newest = newest_match_board(board_named(game, mode))
        if newest is None:
            raise NotFound(_("No match of this game counts yet."))
        modified = {"Last-Modified": http_date(newest.published_at.timestamp())}
        return Response(GameBoard(newest).data, headers=modified)


def _facts(key: str, request: Request) -> dict[str, Any]:
    game, name = GAMES[key], NAMES[key]
    return {
        "game": key,
        "title": str(name.title),
        "rules_version": game.version,
        "seats": list(game.seats),
        "modes": [
            {
                "mode": mode.key,
                "title": str(name.modes[mode.key][0]),
                "num_turns": mode.num_turns,
                "is_rated": mode.is_rated,
                "is_together": mode.is_together,
                "board": reverse(
                    "api:games-board", request=request, kwargs={"game": key, "mode": mode.key}
                ),
            }
            for mode in game.modes
        ],
    }
