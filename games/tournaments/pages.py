"""A tournament as its page shows it: standings on an axis, a cross table, fixtures and results."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from games.models import Match
from games.pages.labels import seat_label
from games.pages.names import NAMES, Words
from games.tournaments.results import Cell
from games.tournaments.schedule import Fixture
from games.tournaments.selectors import Report
from games.tournaments.standings import Standing
from ranking.charts.axis import Tick, Whisker, axis_for
from ranking.models import Contestant


@dataclass(frozen=True)
class StandingRow:
    standing: Standing
    contestant: Contestant
    whisker: Whisker


@dataclass(frozen=True)
class CrossRow:
    """cells: None on the diagonal, and where two have not met."""

    contestant: Contestant
    cells: list[Cell | None]


@dataclass(frozen=True)
class FixtureRow:
    """who: name and seat of each model; words: what came of it; match_id: None before it began."""

    number: int
    leg: int
    who: list[tuple[str, Words]]
    words: Words
    match_id: UUID | None


def standing_rows(report: Report) -> tuple[list[StandingRow], list[Tick]]:
    """Rows, and the ticks of the axis that they share."""
    limits = [(row.rating, row.rating_low, row.rating_high) for row in report.standings]
    axis = axis_for(limits)
    rows = [
        StandingRow(row, report.contestants[row.entry], axis.whisker(*limit))
        for row, limit in zip(report.standings, limits, strict=True)
    ]
    return rows, axis.ticks()


def cross_rows(report: Report) -> list[CrossRow]:
    """In the order of the standings, the columns like the rows."""
    order = [row.entry for row in report.standings]
    return [
        CrossRow(report.contestants[row], [_met(report.cells[row][column]) for column in order])
        for row in order
    ]


def fixture_rows(report: Report, fixtures: Sequence[Fixture]) -> list[FixtureRow]:
    return [
        FixtureRow(
            number=fixture.place + 1,
            leg=fixture.leg + 1,
            who=[
                (report.contestants[entry].name, seat_label(seat))
                for seat, entry in fixture.chairs
                if entry is not None
            ],
            words=_result(report, fixture),
            match_id=match.pk if match else None,
        )
        for fixture in fixtures
        for match in [report.matches.get(fixture.place)]
    ]


def title_of(game: str, mode: str) -> str:
    return f"{NAMES[game].title}: {NAMES[game].modes[mode][0]}"


def _met(cell: Cell) -> Cell | None:
    return cell if cell.num_duels else None


def _result(report: Report, fixture: Fixture) -> Words:
    match = report.matches.get(fixture.place)
    if match is None:
        return _("Not yet played")
    if match.status != Match.Status.FINISHED:
        return _("Under way") if not match.is_over else _("No result")
    results = {player.seat: player for player in match.players.all()}
    winners = [
        report.contestants[entry].name
        for seat, entry in fixture.chairs
        if entry is not None and results[seat].result == "won"
    ]
    if len(fixture.entries) == 1:
        score = next(iter(results.values())).score or 0
        points = _("%(score)s of 100 points") % {"score": f"{score:g}"}
        return f"{_('Found')}, {points}" if winners else _("Not found")
    return _("%(name)s won") % {"name": winners[0]} if winners else _("A draw")
