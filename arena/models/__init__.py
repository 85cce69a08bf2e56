"""Tables of the arena: who comes, what was asked and answered, what was decided, and complaints."""

from arena.models.battles import Battle, Reply, Turn, Vote
from arena.models.people import Consent, SpentChallenge, User
from arena.models.reports import AnswerReport

__all__ = [
    "AnswerReport",
    "Battle",
    "Consent",
    "Reply",
    "SpentChallenge",
    "Turn",
    "User",
    "Vote",
]
