"""What games do: open matches, move, end them."""

from games.services.ending import abandon, resign, void
from games.services.moving import MODEL_TURN, Played, keep_model_turn, mend, play_move, take_back
from games.services.opening import Chair, Opening, join, open_match

__all__ = [
    "MODEL_TURN",
    "Chair",
    "Opening",
    "Played",
    "abandon",
    "join",
    "keep_model_turn",
    "mend",
    "open_match",
    "play_move",
    "resign",
    "take_back",
    "void",
]
