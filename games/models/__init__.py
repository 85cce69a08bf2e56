"""Tables of the games: matches, who plays them, what happened, how models moved."""

from games.models.matches import Match, MatchEvent, Player
from games.models.model_turns import ModelTurn

__all__ = ["Match", "MatchEvent", "ModelTurn", "Player"]
