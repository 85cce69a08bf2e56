"""Tournaments read: what comes next in them, and what their matches say."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from games.errors import NotFound
from games.models import Match, Tournament
from games.rules import GAMES
from games.tournaments.formats import FORMATS
from games.tournaments.results import Cell, Played, cross_table, duels_of
from games.tournaments.schedule import Fixture, schedule
from games.tournaments.standings import Standing, standings
from inference.selectors import num_at_engine
from lib.jobs.selectors import is_work_waiting
from ranking.models import Contestant

STEP = "games.tournament_step"  # the job that plays one turn of a tournament


@dataclass(frozen=True)
class Report:
    """How a tournament stands. contestants: by their places as entries; matches: by fixture."""

    tournament: Tournament
    contestants: list[Contestant]
    fixtures: tuple[Fixture, ...]
    matches: dict[int, Match]
    standings: list[Standing]
    cells: list[list[Cell]]

    @property
    def is_alone(self) -> bool:
        """Whether the models play with a program, not with each other."""
        return len(self.fixtures[0].entries) == 1

    @property
    def num_over(self) -> int:
        return sum(match.is_over for match in self.matches.values())

    @property
    def num_void(self) -> int:
        """Matches that count for nobody."""
        return self.num_over - sum(_counts(match) for match in self.matches.values())


def tournaments() -> QuerySet[Tournament]:
    """The newest first."""
    return Tournament.objects.prefetch_related("entries__contestant")


def nums_over(found: Iterable[Tournament]) -> dict[int, int]:
    """Of each tournament, how many of its matches have ended."""
    over = Match.objects.filter(tournament__in=list(found)).exclude(status__in=Match.RUNNING)
    counts = over.order_by().values_list("tournament").annotate(num=Count("pk"))
    return dict.fromkeys((one.pk for one in found), 0) | dict(counts)


def tournament_of(number: int) -> Tournament:
    """Raises NotFound."""
    found = tournaments().filter(pk=number).first()
    if found is None:
        raise NotFound(_("There is no such tournament."))
    return found


def under_way() -> Tournament | None:
    """The one that idle time goes to now: the oldest that is running."""
    return tournaments().filter(status=Tournament.Status.RUNNING).order_by("pk").first()


def contestants_of(tournament: Tournament) -> list[Contestant]:
    return [entry.contestant for entry in tournament.entries.all()]


def fixtures_of(tournament: Tournament) -> tuple[Fixture, ...]:
    return schedule(
        num_entries=len(tournament.entries.all()),
        num_legs=len(tournament.deals),
        seats=GAMES[tournament.game].seats,
        alone=FORMATS[tournament.game, tournament.mode],
        seed=tournament.seed,
    )


def next_fixture(tournament: Tournament) -> Fixture | None:
    """The one under way, or else the first that was not played; None when all were."""
    fixtures = fixtures_of(tournament)
    running = tournament.matches.filter(status__in=Match.RUNNING).order_by("place").first()
    place = running.place if running else tournament.matches.count()
    return fixtures[place] if place is not None and place < len(fixtures) else None


def report_of(tournament: Tournament) -> Report:
    fixtures, contestants = fixtures_of(tournament), contestants_of(tournament)
    matches = {
        match.place: match
        for match in tournament.matches.defer("deal", "nonce").prefetch_related("players")
        if match.place is not None
    }
    played = [
        _played(fixtures[place], match)
        for place, match in sorted(matches.items())
        if _counts(match)
    ]
    duels = duels_of(played)
    return Report(
        tournament,
        contestants,
        fixtures,
        matches,
        standings(duels, len(contestants)),
        cross_table(duels, len(contestants)),
    )


def is_idle(now: datetime) -> bool:
    """Whether nobody waits for anything: no other job is due or at work, and the engine rests."""
    return not is_work_waiting(now, besides=STEP) and num_at_engine() == 0


def _counts(match: Match) -> bool:
    return match.status == Match.Status.FINISHED


def _played(fixture: Fixture, match: Match) -> Played:
    players = match.players.all()
    return Played(
        fixture,
        results={player.seat: player.result for player in players},
        scores={player.seat: player.score for player in players},
    )
