"""Pages of the ranking: boards, what is behind them, and each contestant's own."""

from ranking.views.contestants import contestant
from ranking.views.history import history
from ranking.views.leaderboard import board, leaderboard
from ranking.views.map import distance_map
from ranking.views.meeting import meeting
from ranking.views.overview import overview
from ranking.views.pairs import pairs
from ranking.views.predict import predict
from ranking.views.price import price
from ranking.views.snapshots import snapshot

__all__ = [
    "board",
    "contestant",
    "distance_map",
    "history",
    "leaderboard",
    "meeting",
    "overview",
    "pairs",
    "predict",
    "price",
    "snapshot",
]
