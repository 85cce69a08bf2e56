"""Results of matches, and the boards of games."""

from dataclasses import dataclass

from django.db.models import Count, Max

from ranking.match_standings import METHOD, Result
from ranking.models import MatchBoard, MatchResult


@dataclass(frozen=True)
class MatchResults:
    """Those of a board that count, how many do not, and the last of all."""

    counted: list[Result]
    num_excluded: int
    last_id: int


def match_boards() -> list[str]:
    """Games and modes with results."""
    return sorted(MatchResult.objects.values_list("board", flat=True).distinct())


def match_results(board: str) -> MatchResults:
    results = MatchResult.objects.filter(board=board)
    counted = results.filter(excluded="").order_by("pk").select_related("contestant")
    return MatchResults(
        [
            Result(
                slug=one.contestant.slug,
                human=one.human_key,
                item=one.item_key,
                wording=one.wording,
                success=one.success,
                is_together=one.is_together,
            )
            for one in counted
        ],
        results.exclude(excluded="").count(),
        results.aggregate(last=Max("pk"))["last"] or 0,
    )


def newest_match_board(board: str) -> MatchBoard | None:
    return MatchBoard.objects.filter(board=board).first()


def is_match_board_due(board: str) -> bool:
    """Whether results have come, or were set aside, since the newest board, or the method has."""
    newest = newest_match_board(board)
    results = MatchResult.objects.filter(board=board)
    if newest is None:
        return results.filter(excluded="").exists()
    num_excluded = results.exclude(excluded="").count()
    is_new = results.filter(pk__gt=newest.last_result_id).exists()
    return is_new or num_excluded != newest.num_excluded or newest.method != METHOD


def match_results_set_aside(board: str) -> dict[str, int]:
    """How many results of a board do not count, by reason."""
    aside = MatchResult.objects.filter(board=board).exclude(excluded="").order_by("excluded")
    return dict(aside.values_list("excluded").annotate(Count("pk")))


def sources_set_aside() -> set[str]:
    """Of all results that do not count, on any board."""
    return set(MatchResult.objects.exclude(excluded="").values_list("source", flat=True))
