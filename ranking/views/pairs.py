"""Heat maps of all pairs: who beats whom, how often they met, ties, and where both were bad."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from ranking import selectors
from ranking.charts.heat import CELL, NUM_STEPS, Heat, heats
from ranking.charts.matrix import PairMatrix, both_bad_rates, numbers_met, tie_rates, win_rates
from ranking.lens_query import query_of
from ranking.models import Contestant
from ranking.stats.counts import PairCounts
from ranking.views.seen import Choice, Seen, board_page

NAME_WIDTH = 190.0
SIZES = {"30": _("30 best"), "60": _("60 best"), "all": _("All")}
FIRST_SIZE = 30


@dataclass(frozen=True)
class Kind:
    """One way of colouring the pairs."""

    name: Promise
    explanation: Promise
    matrix: Callable[[PairCounts], PairMatrix]
    is_count: bool = False
    is_diverging: bool = False


KINDS = {
    "wins": Kind(
        _("Win rate"),
        _(
            "How often the contestant of the row was preferred to that of the column; "
            "a tie is half a win."
        ),
        win_rates,
        is_diverging=True,
    ),
    "met": Kind(
        _("Votes"), _("How many votes there are on each pair."), numbers_met, is_count=True
    ),
    "ties": Kind(_("Ties"), _("Share of the votes on a pair that were ties."), tie_rates),
    "both-bad": Kind(
        _("Both bad"), _("Share of the votes on a pair that found both bad."), both_bad_rates
    ),
}


@dataclass(frozen=True)
class HeatMap:
    """Squares on a drawing; names stand left of the rows and, by number, above the columns."""

    heats: list[Heat]
    names: list[tuple[int, float, Contestant]]
    width: float
    height: float
    cell: float = CELL
    name_width: float = NAME_WIDTH


@board_page("pairs")
def pairs(request: HttpRequest, seen: Seen) -> HttpResponse:
    """?show= chooses the colouring, ?contestants= how many of the best."""
    show = request.GET.get("show", "wins")
    show = show if show in KINDS else "wins"
    size = request.GET.get("contestants", str(FIRST_SIZE))
    size = size if size in SIZES else str(FIRST_SIZE)
    ranked = _ranked(seen)
    contestants = ranked if size == "all" else ranked[: int(size)]
    values, matrix = _values(seen, contestants, KINDS[show])
    context = {
        "seen": seen,
        "kind": KINDS[show],
        "kinds": _choices(seen, KINDS, "show", show, contestants=size),
        "sizes": _choices(seen, SIZES, "contestants", size, show=show) if len(ranked) > 30 else [],
        "map": _heat_map(values, matrix, contestants, KINDS[show]),
        "table": _table(values, contestants, KINDS[show]),
        "legend": _legend(matrix, KINDS[show]),
    }
    return render(request, "ranking/pairs.html", context)


def _ranked(seen: Seen) -> list[Contestant]:
    ratings = selectors.ratings(seen.leaderboard) if seen.leaderboard else []
    return [rating.contestant for rating in ratings if rating.num_comparisons]


def _values(
    seen: Seen, contestants: Sequence[Contestant], kind: Kind
) -> tuple[list[list[float | None]], PairMatrix]:
    """[rows][columns] of those contestants, in their order; None where they never met."""
    ids, counts = selectors.pair_counts(seen.board.slug, seen.lens, timezone.now().date())
    matrix = kind.matrix(counts)
    place = {contestant_id: i for i, contestant_id in enumerate(ids)}
    order = np.array([place[c.pk] for c in contestants if c.pk in place], dtype=np.int64)
    chosen = matrix.values[np.ix_(order, order)]
    values = [[None if math.isnan(v) else v for v in row] for row in chosen.tolist()]
    return values, matrix


def _heat_map(
    values: list[list[float | None]],
    matrix: PairMatrix,
    contestants: Sequence[Contestant],
    kind: Kind,
) -> HeatMap:
    low, high = matrix.low, matrix.high
    if kind.is_count:
        values = [[None if v is None else math.log1p(v) for v in row] for row in values]
        high = math.log1p(high)
    side = CELL * len(values)
    names = [(i + 1, i * CELL + 0.72 * CELL, c) for i, c in enumerate(contestants[: len(values)])]
    return HeatMap(heats(values, low, high), names, NAME_WIDTH + side, CELL + side)


def _table(
    values: list[list[float | None]], contestants: Sequence[Contestant], kind: Kind
) -> list[tuple[Contestant, SafeString]]:
    """A row's cells are joined here: a template takes too long over thousands."""
    rows = []
    for contestant, row in zip(contestants, values, strict=False):
        cells = "".join(f"<td>{_written(value, kind)}</td>" for value in row)
        rows.append((contestant, mark_safe(cells)))
    return rows


def _written(value: float | None, kind: Kind) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if kind.is_count else f"{100 * value:.0f}"


def _legend(matrix: PairMatrix, kind: Kind) -> dict[str, object]:
    suffix = "" if kind.is_count else " %"
    ends = {"low": _written(matrix.low, kind), "high": _written(matrix.high, kind)}
    more = "" if kind.is_count else "≥ "
    less = "≤ " if kind.is_diverging else ""
    return {
        "low": f"{less}{ends['low']}{suffix}",
        "high": f"{more}{ends['high']}{suffix}",
        "steps": range(NUM_STEPS),
    }


def _choices(seen: Seen, names: dict, field: str, current: str, **others: str) -> list[Choice]:
    return [
        Choice(
            name=str(getattr(name, "name", name)),
            url=query_of(seen.lens, **{field: key, **others}),
            is_current=key == current,
        )
        for key, name in names.items()
    ]
