"""Measures of a match are kept, and findings published."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from games.analysis import METRIC_VERSION
from games.analysis.measures import Measures, Seen, Values, measures_of
from games.counting import SUCCESS
from games.models import Findings, Match, MatchMeasures, Player, Probe
from games.selectors import Record, State, record_of, replays_of, wording_of
from lib.jobs import services as jobs
from lib.jobs.models import Job

ANALYSIS = "games.analysis"


def ask_for_analysis() -> Job:
    """One waiting job, however often it is asked for."""
    return jobs.enqueue(kind=ANALYSIS, payload={}, key="all")


def measure(match: Match, probe_version: int, now: datetime) -> None:
    """A row of each model in a match that is over. Told twice, it is the same row."""
    record = record_of(match)
    num_probes = Probe.objects.filter(match=match, version=probe_version).count()
    for player in match.players.filter(kind=Player.Kind.MODEL):
        assert player.contestant_id is not None, "a model is a contestant"
        MatchMeasures.objects.update_or_create(
            match=match,
            seat=player.seat,
            version=METRIC_VERSION,
            defaults={
                "contestant_id": player.contestant_id,
                "wording": wording_of(match, record, player.seat),
                "num_probes": num_probes,
                "values": _values(match, record, player, probe_version),
                "at": now,
            },
        )


@transaction.atomic
def publish_findings(*, state: State, found: Mapping[str, Any], now: datetime) -> Findings:
    """In place of those before: the rows of matches stay, so they can be made again."""
    Findings.objects.all().delete()
    return Findings.objects.create(
        version=METRIC_VERSION,
        num_matches=state.num_matches,
        num_set_aside=state.num_set_aside,
        last_change=state.last_change,
        found=dict(found),
        published_at=now,
    )


def _values(match: Match, record: Record, player: Player, probe_version: int) -> Measures:
    """turns: also of a match that did not finish, since there models fail. Matches by other rules,
    or that somebody resigned, say nothing more."""
    turns = _of_turns(match, player.seat)
    is_ours = match.rules_version == record.game.version
    if not is_ours or record.game.outcome(record.position) is None:
        return {"turns": turns}
    replays = replays_of(match, player.seat, probe_version)
    seen = Seen(record.game, record.deal, record.facts, player.seat, replays)
    measures = measures_of(seen)
    measures["play"]["success"] = SUCCESS[player.result]
    return {"turns": turns, **measures}


def _of_turns(match: Match, seat: str) -> Values:
    """num, valid: turns; and by the last rung that was asked, how many of the valid."""
    counts: Values = {"num": 0.0, "valid": 0.0}
    for turn in match.model_turns.filter(seat=seat):
        names = ["num", "valid", turn.rungs[-1]["rung"]] if turn.is_valid else ["num"]
        for name in names:
            counts[name] = (counts.get(name) or 0.0) + 1.0
    return counts
