"""Players that are programs of our own: yardsticks, and scripted ones for tests. Pure."""

from games.players.connect_four_search import connect_four_search
from games.players.player import Player

SEARCH_PLAYERS: dict[str, Player] = {"connect-four": connect_four_search()}  # by game

__all__ = ["SEARCH_PLAYERS", "Player"]
