"""What a player is to a game: whoever says what to do in a position, at a seat."""

from collections.abc import Callable
from random import Random

from games.rules.base import Payload, Position, Seat

Player = Callable[[Position, Seat, Random], Payload]
"""Gets the whole position, secrets too, and may only be at the seat that is to move. What is left
to chance comes from the rng, so the same rng plays the same match."""
