"""Writes of the ranking: comparisons, labels, counts, boards, contestants."""

from ranking.services.boards import ensure_board
from ranking.services.comparisons import (
    BY_MODERATOR,
    record_comparison,
    restore,
    set_aside,
)
from ranking.services.contestants import activate, deactivate, ensure_contestants
from ranking.services.labels import relabel
from ranking.services.leaderboards import publish_leaderboard

__all__ = [
    "BY_MODERATOR",
    "activate",
    "deactivate",
    "ensure_board",
    "ensure_contestants",
    "publish_leaderboard",
    "record_comparison",
    "relabel",
    "restore",
    "set_aside",
]
