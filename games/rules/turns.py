"""The turns of a seat in a match that was played: the position before each move, and the belief."""

from collections.abc import Sequence
from dataclasses import dataclass

from games.rules.base import NOBODY, Deal, Fact, Form, Game, Payload, Position, Seat


@dataclass(frozen=True)
class Turn:
    """number: from 1; num_facts: how many facts stood before the move; belief: what the seat was
    made to say with its move, None where it was not."""

    number: int
    num_facts: int
    position: Position
    form: Form
    belief: Payload | None


def turns_of(game: Game, deal: Deal, facts: Sequence[Fact], seat: Seat) -> list[Turn]:
    """In order; only those in which the seat has something to believe about."""
    turns: list[Turn] = []
    position = game.start(deal)
    for num_facts, fact in enumerate(facts):
        form = game.legal(position, seat)
        is_move = form is not None and fact.seat == seat
        if form is not None and is_move and form.probe and not _same_turn(turns, position):
            belief = fact.payload if fact.seen_by == NOBODY else None
            turns.append(Turn(len(turns) + 1, num_facts, position, form, belief))
        position = game.evolve(position, fact)
    return turns


def turn_now(
    before: Sequence[Turn], game: Game, position: Position, num_facts: int, seat: Seat
) -> list[Turn]:
    """The turn that a seat is to begin after those before; [] where it has nothing to believe
    about."""
    form = game.legal(position, seat)
    if form is None or not form.probe:
        return []
    return [Turn(len(before) + 1, num_facts, position, form, None)]


def _same_turn(turns: list[Turn], position: Position) -> bool:
    """The facts of one move: a belief changes no position."""
    return bool(turns) and turns[-1].position == position
