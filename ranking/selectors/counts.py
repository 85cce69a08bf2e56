"""What a refit reads: counts of pairs through a lens, and rows only for methods that need them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from django.db.models import Count, Max, QuerySet, Sum

from ranking.categories import CATEGORIES
from ranking.lens import EVERYTHING, WINDOWS, Lens
from ranking.method import Evidence, Rows
from ranking.methods import METHODS, lenses
from ranking.models import Board, Comparison, Contestant, Leaderboard, PairCount
from ranking.stats.comparisons import SCORES, comparisons_of
from ranking.stats.counts import PairCounts

COLUMNS = ("first_won", "second_won", "tied", "both_bad")
_OUTCOME_OF = dict(zip(COLUMNS, ("left", "right", "tie", "both_bad"), strict=True))


@dataclass(frozen=True)
class Load:
    """Everything for one refit. contestant_ids [k]: who stands at each place of the counts."""

    contestant_ids: tuple[int, ...]
    evidence: Evidence
    num_excluded: dict[str, int]
    cut_off: datetime
    last_comparison_id: int


def load(board: str, lens: Lens, now: datetime) -> Load:
    """What stands at this moment, which becomes the cut-off."""
    newest = Comparison.objects.filter(board=board).aggregate(newest=Max("id"))["newest"]
    contestant_ids, counts = pair_counts(board, lens, now.date())
    needs_rows = METHODS[lens.method_key].needs_rows
    rows = _rows(board, lens, now.date(), contestant_ids) if needs_rows else None
    return Load(
        contestant_ids=contestant_ids,
        evidence=Evidence(counts, rows),
        num_excluded=num_excluded(board, lens, now.date()),
        cut_off=now,
        last_comparison_id=newest or 0,
    )


def pair_counts(board: str, lens: Lens, today: date) -> tuple[tuple[int, ...], PairCounts]:
    """The contestants' ids [k] and what was counted between them; one query, a row a pair.

    On a board of our own, everybody who takes part has a place, also before the first vote.
    """
    named = active_contestant_ids(board) if lens.category == EVERYTHING else []
    return _added_up(_seen(board, lens, today), _columns_in(lens), named)


def counted_pairs(board: str, also: Iterable[int] = ()) -> tuple[tuple[int, ...], PairCounts]:
    """The same of everything that counts; whoever was met, and those of `also`, have a place."""
    seen = PairCount.objects.filter(board=board, category=EVERYTHING).order_by()
    return _added_up(seen, [1] * len(COLUMNS), sorted(also))


def active_contestant_ids(board: str) -> list[int]:
    """Those who stand on a board before they are compared: all who take part, if it is ours."""
    if is_imported(board):
        return []
    return list(Contestant.objects.filter(active=True).values_list("pk", flat=True))


def worthwhile_lenses(board: str) -> list[Lens]:
    """The lenses that are kept up for this board: an imported one has no votes of this week."""
    return lenses(
        has_rows=has_rows(board),
        has_windows=not is_imported(board),
    )


def has_rows(board: str) -> bool:
    """Whether comparisons of this board are known one by one, and not only added up."""
    return Comparison.objects.filter(board=board).exists()


def is_imported(board: str) -> bool:
    return Board.objects.filter(slug=board, imported_at__isnull=False).exists()


def num_excluded(board: str, lens: Lens, today: date) -> dict[str, int]:
    """Reason: how many comparisons of this lens are set aside."""
    aside = Comparison.objects.filter(board=board, excluded__gt="").order_by()
    rows = _narrowed(aside, lens, today)
    return dict(rows.values_list("excluded").annotate(Count("id")))


def num_counted(board: str, lens: Lens, today: date) -> int:
    sums = _seen(board, lens, today).aggregate(**{column: Sum(column) for column in COLUMNS})
    kept = zip(COLUMNS, _columns_in(lens), strict=True)
    return sum(sums[column] or 0 for column, is_in in kept if is_in)


def num_changed_since(leaderboard: Leaderboard, today: date) -> int:
    """Comparisons that came, were set aside or were restored since the leaderboard was made."""
    lens = lens_of(leaderboard)
    now = num_excluded(leaderboard.board, lens, today)
    now[""] = num_counted(leaderboard.board, lens, today)
    then = {**leaderboard.num_excluded, "": leaderboard.num_comparisons}
    changes = [now.get(reason, 0) - then.get(reason, 0) for reason in {*now, *then}]
    return max(sum(c for c in changes if c > 0), -sum(c for c in changes if c < 0))


def lens_totals(board: str, today: date) -> dict[tuple[str, str], int]:
    """(category, window): how many comparisons count; one query a window."""
    totals: dict[tuple[str, str], int] = {}
    for window in WINDOWS:
        rows = _of_days(PairCount.objects.filter(board=board), Lens(window=window), today)
        found = rows.values_list("category").annotate(*(Sum(column) for column in COLUMNS))
        stored = {category: columns for category, *columns in found}
        for category in CATEGORIES.values():
            columns = stored.get(category.base, ())
            kept = zip(columns, _columns_in(Lens(category.slug)), strict=False)
            if total := sum(number for number, is_in in kept if is_in):
                totals[category.slug, window] = total
    return totals


def lens_of(leaderboard: Leaderboard) -> Lens:
    return Lens(leaderboard.category, leaderboard.window, leaderboard.method_key)


def _added_up(
    seen: QuerySet[PairCount], kept: list[int], named: list[int]
) -> tuple[tuple[int, ...], PairCounts]:
    """Days summed; kept [4] is 0 for columns that are left out."""
    sums = [Sum(column) for column in COLUMNS]
    found = list(seen.values_list("first_id", "second_id").annotate(*sums))
    table = np.array(found, dtype=np.int64).reshape(-1, 6)
    table[:, 2:] *= kept
    table = table[table[:, 2:].sum(axis=1) > 0]
    ids = np.unique(np.concatenate([table[:, :2].ravel(), np.array(named, dtype=np.int64)]))
    pairs = np.searchsorted(ids, table[:, :2]).astype(np.int64)
    columns = table[:, 2:].astype(np.float64).T
    return tuple(ids.tolist()), PairCounts(len(ids), pairs, *columns)


def _seen(board: str, lens: Lens, today: date) -> QuerySet[PairCount]:
    category = CATEGORIES[lens.category].base if lens.category in CATEGORIES else lens.category
    return _of_days(PairCount.objects.filter(board=board, category=category), lens, today)


def _of_days(rows: QuerySet[PairCount], lens: Lens, today: date) -> QuerySet[PairCount]:
    first_day = lens.first_day(today)
    rows = rows.order_by()
    return rows if first_day is None else rows.filter(day__gte=first_day)


def _columns_in(lens: Lens) -> list[int]:
    """[4] 1 for each column that the category keeps, else 0."""
    out = CATEGORIES[lens.category].leaves_out if lens.category in CATEGORIES else frozenset()
    return [int(_OUTCOME_OF[column] not in out) for column in COLUMNS]


def _narrowed(rows: QuerySet[Comparison], lens: Lens, today: date) -> QuerySet[Comparison]:
    """Comparisons of the lens's category and days."""
    category = CATEGORIES.get(lens.category)
    if category and category.leaves_out:
        rows = rows.exclude(outcome__in=category.leaves_out)
    elif lens.category != EVERYTHING:
        rows = rows.filter(labels__category=lens.category, labels__holds=True)
    first_day = lens.first_day(today)
    return rows if first_day is None else rows.filter(created_at__date__gte=first_day)


def _rows(board: str, lens: Lens, today: date, contestant_ids: tuple[int, ...]) -> Rows:
    """One row a comparison that counts, oldest first; one query."""
    place = {contestant_id: i for i, contestant_id in enumerate(contestant_ids)}
    counted = _narrowed(Comparison.objects.filter(board=board, excluded=""), lens, today)
    counted = counted.filter(left_id__in=place, right_id__in=place)
    columns = ("left_id", "right_id", "outcome", "voter_key", "left_style", "right_style")
    found = list(counted.order_by("id").values_list(*columns).iterator(chunk_size=10_000))
    voters: dict[str, int] = {}
    numbers = [voters.setdefault(row[3], len(voters)) for row in found]
    rows = [(place[row[0]], place[row[1]], SCORES[row[2]]) for row in found]
    comparisons = comparisons_of(len(contestant_ids), rows, voters=numbers)
    return Rows(comparisons, [row[4] for row in found], [row[5] for row in found])
