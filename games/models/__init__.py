"""Tables of the games: matches, who plays them, what happened, how models moved."""

from games.models.matches import Match, MatchEvent, Player
from games.models.model_turns import ModelTurn
from games.models.probes import Probe

__all__ = ["Match", "MatchEvent", "ModelTurn", "Player", "Probe"]
