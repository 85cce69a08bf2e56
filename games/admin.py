"""The games in the admin: tournaments to begin, to rest and to resume."""

from games.tournaments.admin import TournamentAdmin

__all__ = ["TournamentAdmin"]
