"""Tables of the ranking: what competes, what was seen, and what follows from it."""

from ranking.models.arrivals import Arrival
from ranking.models.attack_runs import AttackRun
from ranking.models.boards import Board, Leaderboard, Rating, ThinnedLeaderboard
from ranking.models.comparisons import Comparison, Label
from ranking.models.contestants import Contestant
from ranking.models.imports import Import
from ranking.models.matches import MatchBoard, MatchResult
from ranking.models.pair_counts import PairCount
from ranking.models.reviews import Inspection, VoterReview

__all__ = [
    "Arrival",
    "AttackRun",
    "Board",
    "Comparison",
    "Contestant",
    "Import",
    "Inspection",
    "Label",
    "Leaderboard",
    "MatchBoard",
    "MatchResult",
    "PairCount",
    "Rating",
    "ThinnedLeaderboard",
    "VoterReview",
]
