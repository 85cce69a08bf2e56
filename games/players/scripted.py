"""Players that do one thing whatever happens: yardsticks from below, and cheats for tests."""

from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any

from games.players.player import Player
from games.rules.base import Game, Payload, Position, Seat
from games.rules.bluffing import LONGEST_ANSWER
from games.rules.bluffing_position import Position as BluffingPosition
from games.rules.questions import HOLDER
from games.rules.taboo_position import Position as TabooPosition
from games.wording.taboo import says_word


def always_false(position: BluffingPosition, seat: Seat, rng: Random) -> Payload:
    """A questioner of Bluffing that believes nothing: half right where truth is balanced."""
    verdict = position.verdicts[-1]
    return {"verdict": verdict, "belief": verdict}


def word_blurter(position: TabooPosition, seat: Seat, rng: Random) -> Payload:
    """Says the word of Taboo as soon as it can, at either seat of the adversarial mode."""
    said = f"What about {position.word}?"
    return {"text": said} if seat == HOLDER else {"reply": said}


def clue_giver(statements: Callable[[str], Sequence[str]]) -> Player:
    """A holder of Taboo that says what is true of its word, one thing a turn, and no taboo."""

    def play(position: TabooPosition, seat: Seat, rng: Random) -> Payload:
        said = {one.said for one in position.rounds}
        card = (position.word, *position.aliases, *position.forbidden)
        allowed = (text for text in statements(position.word) if not says_word(text, card).holds)
        fresh = (text for text in allowed if text not in said)
        return {"text": next(fresh, "Think again of all that was said so far.")}

    return play


def dossier_teller(position: BluffingPosition, seat: Seat, rng: Random) -> Payload:
    """A teller of a fact card that reads out its dossier, but for the first line: that one tells
    the truth of the claim."""
    harmless, number = position.dossier.splitlines()[1:], len(position.rounds) - 1
    answer = harmless[number] if number < len(harmless) else "It is just as I said."
    return {"answer": answer[:LONGEST_ANSWER]}


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
