"""Matches that are to be measured, what was measured, and what was found in it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, IntegerField, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from games.analysis import METRIC_VERSION
from games.models import Findings, Match, MatchMeasures, Player, Probe
from ranking.selectors import sources_set_aside


@dataclass(frozen=True)
class State:
    """What the findings hang on; another state, and they are made anew."""

    num_matches: int
    num_set_aside: int
    last_change: datetime | None


def unmeasured_matches(probe_version: int) -> QuerySet[Match]:
    """Over, with a model, and never measured or with beliefs that have come since; oldest first."""
    of_match = Probe.objects.filter(match=OuterRef("pk"), version=probe_version)
    counted = of_match.order_by().values("match").annotate(num=Count("pk")).values("num")
    num_found = Coalesce(Subquery(counted, output_field=IntegerField()), 0)
    measured = MatchMeasures.objects.filter(
        match=OuterRef("pk"), version=METRIC_VERSION, num_probes=OuterRef("num_found")
    )
    models = Player.objects.filter(match=OuterRef("pk"), kind=Player.Kind.MODEL)
    over = Match.objects.exclude(status__in=Match.RUNNING).annotate(num_found=num_found)
    return over.filter(Exists(models)).exclude(Exists(measured)).order_by("created_at")


def measured_rows() -> QuerySet[MatchMeasures]:
    """Of today's formulas, in the order in which they were made."""
    rows = MatchMeasures.objects.filter(version=METRIC_VERSION)
    return rows.select_related("match", "contestant").order_by("pk")


def says_how_it_thinks(row: MatchMeasures, set_aside: set[str]) -> bool:
    """Whether the match counts: by the rules to its end, and rated and not set aside, or one of a
    tournament."""
    match = row.match
    is_fair = match.is_rated and f"match:{match.pk}" not in set_aside
    return match.status == Match.Status.FINISHED and (is_fair or match.tournament_id is not None)


def state_of_measures() -> State:
    rows = MatchMeasures.objects.filter(version=METRIC_VERSION)
    found = rows.aggregate(num=Count("match", distinct=True), last=Max("at"))
    return State(found["num"], len(sources_set_aside()), found["last"])


def newest_findings() -> Findings | None:
    return Findings.objects.filter(version=METRIC_VERSION).first()
