"""The games by name. A new one takes four steps:

1. `games/rules/x.py`, its rules (the protocol `Game` in base.py), and its line in GAMES here;
2. `games/briefs/x.py`, five wordings of the task of each seat;
3. `templates/games/boards/x.html`, what a player moves with, its names in `games/pages/names.py`;
4. `tests/games/rules/test_x.py`, and what it deals in `tests/games/rules/playing.py`: the machines
   of test_any_game.py and test_any_match.py then play it.
"""

from games.rules.akinator import AKINATOR
from games.rules.base import Game
from games.rules.bluffing import BLUFFING
from games.rules.connect_four import CONNECT_FOUR
from games.rules.taboo import TABOO
from games.rules.twenty_questions import TWENTY_QUESTIONS

GAMES: dict[str, Game] = {
    game.key: game for game in (AKINATOR, TWENTY_QUESTIONS, TABOO, BLUFFING, CONNECT_FOUR)
}

__all__ = ["GAMES"]
