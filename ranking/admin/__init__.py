"""The ranking in the admin: contestants to look after, comparisons to judge, boards to read and
to attack."""

from ranking.admin.comparisons import ComparisonAdmin
from ranking.admin.contestants import ContestantAdmin
from ranking.admin.imports import ImportAdmin
from ranking.admin.laboratory import AttackRunAdmin
from ranking.admin.leaderboards import LeaderboardAdmin

__all__ = [
    "AttackRunAdmin",
    "ComparisonAdmin",
    "ContestantAdmin",
    "ImportAdmin",
    "LeaderboardAdmin",
]
