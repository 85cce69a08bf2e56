"""Results of matches come in, are set aside, and become boards."""

from datetime import datetime
from typing import Any

from ranking.match_standings import METHOD, MatchStandings
from ranking.models import MatchBoard, MatchResult


def record_match_result(**facts: Any) -> MatchResult:
    """In the caller's transaction. The fields are those of MatchResult."""
    return MatchResult.objects.create(**facts)


def set_match_aside(*, source: str, reason: str) -> bool:
    """Say why a result does not count; False if there is none, or it does not count already."""
    counted = MatchResult.objects.filter(source=source, excluded="")
    return counted.update(excluded=reason) == 1


def publish_match_board(
    *,
    board: str,
    standings: MatchStandings,
    num_matches: int,
    num_excluded: int,
    last_result_id: int,
    now: datetime,
) -> MatchBoard:
    return MatchBoard.objects.create(
        board=board,
        method=METHOD,
        rows=standings.rows,
        items=standings.items,
        num_matches=num_matches,
        num_excluded=num_excluded,
        last_result_id=last_result_id,
        published_at=now,
    )
