"""Tournaments of models in the public API: standings, the cross table, every fixture."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from games.errors import NotFound as NoSuchTournament
from games.models import Tournament
from games.tournaments.schedule import Fixture
from games.tournaments.selectors import Report, nums_over, report_of, tournament_of, tournaments
from lib.public_api import NOT_CHANGED, NOT_FOUND, Reading

MOST_LISTED = 200


class TournamentFacts(serializers.Serializer):
    number = serializers.IntegerField()
    game = serializers.CharField()
    mode = serializers.CharField()
    seed = serializers.IntegerField(help_text="Deals and schedule follow from it.")
    status = serializers.CharField()
    contestants = serializers.ListField(child=serializers.CharField())
    num_legs = serializers.IntegerField(help_text="Deals that all contestants meet over.")
    num_fixtures = serializers.IntegerField()
    num_over = serializers.IntegerField(help_text="Matches that have ended, void ones among them.")
    num_tokens = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    address = serializers.URLField()


class StandingFacts(serializers.Serializer):
    """Bradley-Terry on the duels of this tournament alone, with 95 % limits."""

    slug = serializers.CharField()
    rank_low = serializers.IntegerField()
    rank_high = serializers.IntegerField()
    rating = serializers.FloatField()
    rating_low = serializers.FloatField()
    rating_high = serializers.FloatField()
    points = serializers.FloatField()
    num_duels = serializers.IntegerField()


class CellFacts(serializers.Serializer):
    slug = serializers.CharField()
    against = serializers.CharField()
    points = serializers.FloatField(help_text="A win is 1, a tie a half.")
    num_duels = serializers.IntegerField()


class FixtureFacts(serializers.Serializer):
    place = serializers.IntegerField()
    leg = serializers.IntegerField()
    seats = serializers.DictField(
        child=serializers.CharField(allow_null=True), help_text="Null: a program of ours."
    )
    status = serializers.CharField(help_text="Of the match; empty before it begins.")
    results = serializers.DictField(child=serializers.CharField())
    match = serializers.URLField(allow_null=True)


class TournamentReport(TournamentFacts):
    num_void = serializers.IntegerField()
    standings = StandingFacts(many=True)
    cross_table = CellFacts(many=True)
    fixtures = FixtureFacts(many=True)


class Tournaments(Reading):
    @extend_schema(
        responses={200: TournamentFacts(many=True), 304: NOT_CHANGED},
        summary=f"The newest {MOST_LISTED} tournaments of models against models",
        operation_id="games_tournaments",
    )
    def get(self, request: Request) -> Response:
        listed = list(tournaments()[:MOST_LISTED])
        over = nums_over(listed)
        found = [_facts(one, over[one.pk], request) for one in listed]
        return Response(TournamentFacts(found, many=True).data)


class OneTournament(Reading):
    @extend_schema(
        responses={200: TournamentReport, 304: NOT_CHANGED, 404: NOT_FOUND},
        summary="One tournament: standings with limits, cross table, fixtures with results",
        operation_id="games_tournament",
    )
    def get(self, request: Request, number: int) -> Response:
        try:
            report = report_of(tournament_of(number))
        except NoSuchTournament as refusal:
            raise NotFound(str(refusal.message)) from None
        return Response(TournamentReport(_report(report, request)).data)


def _facts(tournament: Tournament, num_over: int, request: Request) -> dict[str, Any]:
    return {
        "number": tournament.pk,
        "game": tournament.game,
        "mode": tournament.mode,
        "seed": tournament.seed,
        "status": tournament.status,
        "contestants": [entry.contestant.slug for entry in tournament.entries.all()],
        "num_legs": len(tournament.deals),
        "num_fixtures": tournament.num_fixtures,
        "num_over": num_over,
        "num_tokens": tournament.num_tokens,
        "created_at": tournament.created_at,
        "ended_at": tournament.ended_at,
        "address": reverse(
            "api:games-tournament", request=request, kwargs={"number": tournament.pk}
        ),
    }


def _report(report: Report, request: Request) -> dict[str, Any]:
    slugs = [contestant.slug for contestant in report.contestants]
    return _facts(report.tournament, report.num_over, request) | {
        "num_void": report.num_void,
        "standings": [vars(row) | {"slug": slugs[row.entry]} for row in report.standings],
        "cross_table": [
            vars(cell) | {"slug": slugs[row], "against": slugs[column]}
            for row, cells in enumerate(report.cells)
            for column, cell in enumerate(cells)
            if cell.num_duels
        ],
        "fixtures": [_fixture(report, one, slugs, request) for one in report.fixtures],
    }


def _fixture(report: Report, fixture: Fixture, slugs: list[str], request: Request) -> Any:
    match = report.matches.get(fixture.place)
    address = None
    if match is not None and match.is_over:
        kwargs = {"match_id": match.pk}
        address = reverse("api:games-match", request=request, kwargs=kwargs)
    return {
        "place": fixture.place,
        "leg": fixture.leg,
        "seats": {seat: None if n is None else slugs[n] for seat, n in fixture.chairs},
        "status": match.status if match else "",
        "results": {p.seat: p.result for p in match.players.all() if p.result} if match else {},
        "match": address,
    }
