"""Writes of the ranking: comparisons, labels, counts, boards, contestants."""

from ranking.services.attack_runs import begin_attack_run, end_attack_run, start_attack_run
from ranking.services.boards import ensure_board
from ranking.services.comparisons import (
    BY_MODERATOR,
    record_comparison,
    restore,
    set_aside,
)
from ranking.services.contestants import activate, deactivate, ensure_contestants
from ranking.services.imports import Allowance, ImportReport, Origin, import_votes
from ranking.services.labels import relabel
from ranking.services.leaderboards import publish_leaderboard
from ranking.services.matches import (
    publish_match_board,
    record_match_result,
    set_match_aside,
)
from ranking.services.reviews import decide, note_inspection, open_review, undo
from ranking.services.thinning import thin_leaderboards

__all__ = [
    "BY_MODERATOR",
    "Allowance",
    "ImportReport",
    "Origin",
    "activate",
    "begin_attack_run",
    "deactivate",
    "decide",
    "end_attack_run",
    "ensure_board",
    "ensure_contestants",
    "import_votes",
    "note_inspection",
    "open_review",
    "publish_leaderboard",
    "publish_match_board",
    "record_comparison",
    "record_match_result",
    "relabel",
    "restore",
    "set_aside",
    "set_match_aside",
    "start_attack_run",
    "thin_leaderboards",
    "undo",
]
