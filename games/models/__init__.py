"""Tables of the games: matches, who plays them, what happened, how models moved."""

from games.models.appeals import Appeal
from games.models.injections import NotedInjection
from games.models.matches import Match, MatchEvent, Player
from games.models.measures import Findings, MatchMeasures
from games.models.model_turns import ModelTurn
from games.models.probes import Probe
from games.models.tournaments import Entry, Tournament

__all__ = [
    "Appeal",
    "Entry",
    "Findings",
    "Match",
    "MatchEvent",
    "MatchMeasures",
    "ModelTurn",
    "NotedInjection",
    "Player",
    "Probe",
    "Tournament",
]
