"""Tables of the games: matches, who plays them, what happened, how models moved."""

from games.models.matches import Match, MatchEvent, Player
from games.models.measures import Findings, MatchMeasures
from games.models.model_turns import ModelTurn
from games.models.probes import Probe

__all__ = [
    "Findings",
    "Match",
    "MatchEvent",
    "MatchMeasures",
    "ModelTurn",
    "Player",
    "Probe",
]
