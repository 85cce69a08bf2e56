"""How far matches of people against models came, counted by the database.

Of matches that began since a moment and are over. A match is finished unless a player resigned.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Concat

from games.analysis.engagement import Journey
from games.models import Match, MatchEvent, Player
from games.rules import GAMES
from lib.aggregates import WrittenUuid, flag, median_of
from ranking.models import MatchResult

SOURCE = "match:"  # before the number of a match, where its result says what it came from
FINISHED = Q(status=Match.Status.FINISHED) & ~Q(ending="resigned")


@dataclass(frozen=True)
class Medians:
    """Of finished matches; None without any. seconds: from the beginning to the end."""

    seconds: float | None
    turns: float | None


def journeys_by_game(since: datetime) -> dict[str, list[Journey]]:
    """Matches that came as far with the same model are one journey."""
    steps = ("has_moved", "is_midway", "is_finished", "counts", "is_followed")
    matches = _matches(since).annotate(
        contestant=Subquery(_players(Player.Kind.MODEL).values("contestant__slug")[:1]),
        has_moved=Exists(
            _moves().filter(match__players__kind=Player.Kind.HUMAN, match__players__seat=F("seat"))
        ),
        is_midway=flag(Q(num_moves__gte=_moves_midway())),
        is_finished=flag(FINISHED),
        counts=Exists(MatchResult.objects.filter(source=_source(), excluded="")),
        is_followed=Exists(Match.objects.filter(rematch_of=OuterRef("pk"))),
    )
    found: dict[str, list[Journey]] = defaultdict(list)
    rows = matches.values("game", "contestant", *steps).annotate(num=Count("pk")).order_by("game")
    for row in rows:
        found[row.pop("game")].append(Journey(**row))
    return dict(found)


def medians_of(game: str, since: datetime) -> Medians:
    finished = _matches(since).filter(FINISHED, game=game)
    seconds = ExpressionWrapper(F("ended_at") - F("created_at"), DurationField())
    lasted = median_of(finished.annotate(lasted=seconds), "lasted")
    moves = median_of(finished, "num_moves")
    return Medians(
        seconds=None if lasted is None else lasted.total_seconds(),
        turns=None if moves is None else moves / GAMES[game].modes[0].moves_a_turn,
    )


def _matches(since: datetime) -> QuerySet[Any]:  # its annotations are no fields
    """With num_moves: of both seats."""
    moves = _moves().order_by().values("match").annotate(num=Count("pk")).values("num")
    matches = Match.objects.filter(
        Exists(_players(Player.Kind.HUMAN)), Exists(_players(Player.Kind.MODEL))
    )
    return matches.filter(created_at__gte=since, ended_at__isnull=False).annotate(
        num_moves=Coalesce(Subquery(moves, output_field=IntegerField()), 0)
    )


def _players(kind: Player.Kind) -> QuerySet[Player]:
    return Player.objects.filter(match=OuterRef("pk"), kind=kind)


def _moves() -> QuerySet[MatchEvent]:
    return MatchEvent.objects.filter(match=OuterRef("pk")).exclude(move_id="")


def _source() -> Concat:
    return Concat(Value(SOURCE), WrittenUuid(OuterRef("pk")), output_field=CharField())


def _moves_midway() -> Case:
    """Of each way to play: the moves that half of its turns take."""
    modes = [(game.key, mode) for game in GAMES.values() for mode in game.modes]
    halves = [
        When(game=key, mode=mode.key, then=Value(mode.num_turns * mode.moves_a_turn / 2))
        for key, mode in modes
    ]
    return Case(*halves, default=Value(0.0))
