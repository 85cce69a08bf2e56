"""The ranking in the admin: contestants to look after, comparisons to judge, boards to read."""

from ranking.admin.comparisons import ComparisonAdmin
from ranking.admin.contestants import ContestantAdmin
from ranking.admin.leaderboards import LeaderboardAdmin

__all__ = ["ComparisonAdmin", "ContestantAdmin", "LeaderboardAdmin"]
