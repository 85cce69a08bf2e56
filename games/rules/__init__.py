"""The games by name. A new one: rules and a line here, briefs, a fragment of a page, tests."""

from games.rules.akinator import AKINATOR
from games.rules.base import Game

GAMES: dict[str, Game] = {game.key: game for game in (AKINATOR,)}

__all__ = ["GAMES"]
