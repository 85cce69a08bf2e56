"""Players that are programs of our own: yardsticks of games with exact rules. Pure."""

from collections.abc import Callable
from random import Random
from typing import Any

from games.rules.base import Payload, Position, Seat

SearchPlayer = Callable[[Position, Seat, Random], Payload]
SEARCH_PLAYERS: dict[str, Any] = {}
