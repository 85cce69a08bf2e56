"""Reads of the ranking: boards, records of pairs, and what pair sampling wants to know."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, F, Max, Q, QuerySet, When

from ranking.models import Comparison, Contestant, Leaderboard, Rating
from ranking.refit import Record, chance

OVERALL = "overall"


@dataclass(frozen=True)
class PairRecord:
    """How often each verdict was given for two contestants; only what counts."""

    left: int
    right: int
    tie: int
    both_bad: int

    @property
    def total(self) -> int:
        return self.left + self.right + self.tie + self.both_bad


@dataclass(frozen=True)
class Load:
    """Every comparison of a board that was stored by `cut_off`, with the largest id among them."""

    records: list[Record]
    cut_off: datetime
    last_comparison_id: int


def boards() -> list[str]:
    """Slugs of all boards: the overall one, and those that comparisons name."""
    named = Comparison.objects.order_by().values_list("board", flat=True).distinct()
    return sorted({OVERALL, *named})


def newest_leaderboard(board: str = OVERALL) -> Leaderboard | None:
    """The board that is shown, or None before the first refit."""
    return Leaderboard.objects.filter(board=board).order_by("-id").first()


def newest_leaderboards() -> QuerySet[Leaderboard]:
    """The newest of each board, by slug."""
    newest = Leaderboard.objects.order_by().values("board").annotate(newest=Max("pk"))
    return Leaderboard.objects.filter(pk__in=newest.values("newest")).order_by("board")


def ratings(leaderboard: Leaderboard) -> QuerySet[Rating]:
    """Rows that anybody may see, with their contestants: best rank first, without votes last.

    A contestant that was never compared and no longer takes part is hidden (public_contestants).
    """
    without_votes = Case(When(num_comparisons=0, then=1), default=0)
    shown = Q(num_comparisons__gt=0) | Q(contestant__active=True)
    rows = leaderboard.ratings.select_related("contestant").filter(shown)
    return rows.order_by(without_votes, "rank_low", "-rating", "contestant__name")


def rating_of(contestant: Contestant, board: str = OVERALL) -> Rating | None:
    leaderboard = newest_leaderboard(board)
    return ratings(leaderboard).filter(contestant=contestant).first() if leaderboard else None


def public_contestants(board: str = OVERALL) -> QuerySet[Contestant]:
    """Contestants that anybody may see: those that take part, and those on the newest board."""
    leaderboard = newest_leaderboard(board)
    shown = Q(active=True)
    if leaderboard:
        compared = leaderboard.ratings.filter(num_comparisons__gt=0)
        shown |= Q(pk__in=compared.values("contestant_id"))
    return Contestant.objects.filter(shown).order_by("name")


def active_contestant_ids() -> list[int]:
    return list(Contestant.objects.filter(active=True).values_list("pk", flat=True))


def load_comparisons(board: str, cut_off: datetime) -> Load:
    """One query; also what was set aside, so that the refit can count it."""
    columns = ("id", "left_id", "right_id", "outcome", "voter_key", "excluded")
    rows = (
        Comparison.objects.filter(board=board, created_at__lte=cut_off)
        .order_by("id")
        .values_list(*columns)
    )
    last_comparison_id, records = 0, []
    for comparison_id, *facts in rows.iterator(chunk_size=10_000):
        last_comparison_id = comparison_id
        records.append(Record(*facts))
    return Load(records=records, cut_off=cut_off, last_comparison_id=last_comparison_id)


def num_changed_since(leaderboard: Leaderboard) -> int:
    """Comparisons that came, were set aside or were restored since the board was made."""
    now = dict(
        Comparison.objects.filter(board=leaderboard.board)
        .order_by()
        .values_list("excluded")
        .annotate(Count("id"))
    )
    then = {**leaderboard.num_excluded, "": leaderboard.num_comparisons}
    changes = [now.get(reason, 0) - then.get(reason, 0) for reason in {*now, *then}]
    return max(sum(c for c in changes if c > 0), -sum(c for c in changes if c < 0))


def strengths(board: str = OVERALL) -> dict[int, float]:
    """Contestant's id: natural log-odds on the newest board."""
    leaderboard = newest_leaderboard(board)
    if leaderboard is None:
        return {}
    return dict(leaderboard.ratings.values_list("contestant_id", "strength"))


def expected_share(left_id: int, right_id: int, board: str = OVERALL) -> float | None:
    """The chance that left beats right on the newest board; None while one of them is not rated."""
    rated = strengths(board)
    if left_id not in rated or right_id not in rated:
        return None
    return chance(rated[left_id], rated[right_id])


def pair_record(left_id: int, right_id: int, board: str = OVERALL) -> PairRecord:
    """Verdicts on two contestants, whichever side they sat on."""
    as_asked = _verdicts(Q(left_id=left_id, right_id=right_id), board)
    mirrored = _verdicts(Q(left_id=right_id, right_id=left_id), board)
    return PairRecord(
        left=as_asked.get("left", 0) + mirrored.get("right", 0),
        right=as_asked.get("right", 0) + mirrored.get("left", 0),
        tie=as_asked.get("tie", 0) + mirrored.get("tie", 0),
        both_bad=as_asked.get("both_bad", 0) + mirrored.get("both_bad", 0),
    )


def opponent_records(contestant_id: int, board: str = OVERALL) -> dict[int, PairRecord]:
    """Opponent's id: the record against it, with the contestant on the left."""
    counted = Comparison.objects.filter(board=board, excluded="").order_by()
    on_the_left = counted.filter(left_id=contestant_id).annotate(opponent=F("right_id"))
    on_the_right = counted.filter(right_id=contestant_id).annotate(opponent=F("left_id"))
    tallies: dict[int, dict[str, int]] = {}
    for rows, mirrored in ((on_the_left, False), (on_the_right, True)):
        for opponent, outcome, num in _tally(rows, "opponent", "outcome"):
            seen = _mirror(outcome) if mirrored else outcome
            tally = tallies.setdefault(opponent, dict.fromkeys(Comparison.Outcome.values, 0))
            tally[seen] += num
    return {opponent: PairRecord(**tally) for opponent, tally in tallies.items()}


def comparison_counts(board: str = OVERALL) -> dict[tuple[int, int], int]:
    """(smaller id, larger id): how many comparisons count; pairs that never met are absent."""
    counted = Comparison.objects.filter(board=board, excluded="").order_by()
    counts: dict[tuple[int, int], int] = {}
    for left_id, right_id, num in _tally(counted, "left_id", "right_id"):
        pair = (min(left_id, right_id), max(left_id, right_id))
        counts[pair] = counts.get(pair, 0) + num
    return counts


def rating_widths(board: str = OVERALL) -> dict[int, float]:
    """Contestant's id: width of its 95 % interval on the newest board, in points."""
    leaderboard = newest_leaderboard(board)
    if leaderboard is None:
        return {}
    limits = leaderboard.ratings.values_list("contestant_id", "rating_low", "rating_high")
    return {contestant_id: high - low for contestant_id, low, high in limits}


def _verdicts(pair: Q, board: str) -> dict[str, int]:
    counted = Comparison.objects.filter(pair, board=board, excluded="").order_by()
    return dict(_tally(counted, "outcome"))


def _tally(rows: QuerySet[Comparison], *columns: str) -> Iterable[tuple]:
    return rows.values_list(*columns).annotate(num=Count("id"))


def _mirror(outcome: str) -> str:
    return {"left": "right", "right": "left"}.get(outcome, outcome)
