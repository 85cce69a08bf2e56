"""Players that do one thing whatever happens: yardsticks from below, and cheats for tests."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from games.players.player import Player
from games.rules.base import Game, Payload, Position, Seat
from games.rules.bluffing_position import Position as BluffingPosition
from games.rules.questions import HOLDER
from games.rules.taboo_position import Position as TabooPosition


def always_false(position: BluffingPosition, seat: Seat, rng: Random) -> Payload:
    """A questioner of Bluffing that believes nothing: half right where truth is balanced."""
    verdict = position.verdicts[-1]
    return {"verdict": verdict, "belief": verdict}


def word_blurter(position: TabooPosition, seat: Seat, rng: Random) -> Payload:
    """Says the word of Taboo as soon as it can, at either seat of the adversarial mode."""
    said = f"What about {position.word}?"
    return {"text": said} if seat == HOLDER else {"reply": said}


def at_random(game: Game, texts: Sequence[str]) -> Player:
    """Sends any of what the form allows, and one of these where it asks for a text."""

    def play(position: Position, seat: Seat, rng: Random) -> Payload:
        form = game.legal(position, seat)
        assert form is not None, "only a seat that is to move is asked"
        option = rng.choice(form.options)
        return {name: _any_value(part, texts, rng) for name, part in option.items()}

    return play


def _any_value(part: Mapping[str, Any], texts: Sequence[str], rng: Random) -> Any:
    return rng.choice(part.get("enum", texts))
