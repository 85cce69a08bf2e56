"""A strong player of Connect Four, the yardstick of the game: alpha-beta, deeper by one each round.

Scores are from the view of whoever is to move. As in Pons, "Solving Connect 4: how to build a
perfect AI": a win with one's last but n-th disc is worth n + 1, a loss the same below zero, a draw
0. Here each of these points is UNIT, and what is estimated where the search stops stays below one
point. Boards are the bit sets of games/rules/connect_four_board.py.
"""

from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from random import Random

from games.players.player import Player
from games.rules.base import Payload, Seat
from games.rules.connect_four import COLUMN_NAMES, Position
from games.rules.connect_four_board import (
    CELLS,
    COLUMNS,
    bit,
    cells_of,
    column_mask,
    open_cells,
    winning_cells,
)

UNIT = 100
INFINITE = UNIT * CELLS
NUM_NODES = 20_000
FROM_THE_CENTRE = sorted(range(COLUMNS), key=lambda column: abs(column - COLUMNS // 2))
MASKS_FROM_THE_CENTRE = tuple(column_mask(column) for column in FROM_THE_CENTRE)
ROWS_OF_WHO_BEGAN = sum(bit(column, row) for column in range(COLUMNS) for row in (2, 4))
ROWS_OF_WHO_FOLLOWED = sum(bit(column, row) for column in range(COLUMNS) for row in (1, 3, 5))


class Bound(Enum):
    """What is known of a score in the table."""

    EXACT = 0
    AT_LEAST = 1
    AT_MOST = 2


class OutOfNodes(Exception):
    """The budget is spent; what the last full round found stands."""


@dataclass
class Search:
    """One search. num_nodes: positions that it may still look at, a round's seven at least."""

    num_nodes: int
    _table: dict[int, tuple[int, int, Bound, int]] = field(default_factory=dict)

    def best_cells(self, own: int, taken: int, depth: int) -> tuple[int, list[int]]:
        """Score and the cells that reach it, all equally good as far as one can see.

        own: discs of whoever is to move; taken: all discs; depth: in discs. Wins are found at their
        shortest, losses at their longest. A round that is cut short counts for nothing.
        """
        score, best = 0, list[int]()
        with suppress(OutOfNodes):
            for deep in range(1, min(depth, CELLS - taken.bit_count()) + 1):
                score, best = self._round(own, taken, deep, best)
                if abs(score) >= UNIT:
                    break
        return score, best

    def _round(self, own: int, taken: int, depth: int, first: list[int]) -> tuple[int, list[int]]:
        rest = [cell for cell in _ordered(open_cells(taken), own, taken) if cell not in first]
        wins, other = winning_cells(own, taken), own ^ taken
        best_score, best = -INFINITE, list[int]()
        for cell in first + rest:
            if cell & wins:
                score = _win(taken.bit_count())
            else:
                after = self.score(other, taken | cell, depth - 1, -INFINITE, 1 - best_score)
                score = -after
            if score > best_score:
                best_score, best = score, []
            if score == best_score:
                best.append(cell)
        return best_score, best

    def score(self, own: int, taken: int, depth: int, alpha: int, beta: int) -> int:
        """Exact between alpha and beta, else a bound. Raises OutOfNodes."""
        self.num_nodes -= 1
        if self.num_nodes < 0:
            raise OutOfNodes
        cells, other, num_discs = open_cells(taken), own ^ taken, taken.bit_count()
        if cells & winning_cells(own, taken):
            return _win(num_discs)
        if num_discs == CELLS:
            return 0
        cells = _safe_cells(cells, other, taken)
        if not cells:
            return -_win(num_discs + 1)
        if depth <= 0:
            return _estimate(own, taken)
        key = own + taken
        known_depth, known, bound, hint = self._table.get(key, (-1, 0, Bound.EXACT, 0))
        if known_depth >= depth and _settles(known, bound, alpha, beta):
            return known
        best, best_cell, above = -INFINITE, 0, alpha
        for cell in _ordered(cells, own, taken, hint):
            found = -self.score(other, taken | cell, depth - 1, -beta, -above)
            if found > best:
                best, best_cell, above = found, cell, max(above, found)
            if best >= beta:
                break
        kind = Bound.AT_LEAST if best >= beta else Bound.AT_MOST if best <= alpha else Bound.EXACT
        self._table[key] = (depth, best, kind, best_cell)
        return best


def connect_four_search(*, num_nodes: int = NUM_NODES, depth: int = CELLS) -> Player:
    """A player that looks so many discs ahead, or as far as so many positions let it.

    Raises ValueError where the budget is too small to look at each column once.
    """
    if num_nodes < COLUMNS or depth < 1:
        raise ValueError(f"A search needs {COLUMNS} nodes and a depth of 1 at least.")

    def play(position: Position, seat: Seat, rng: Random) -> Payload:
        own = position.discs_of(seat)
        _score, best = Search(num_nodes).best_cells(own, position.taken, depth)
        threats = winning_cells(own ^ position.taken, position.taken)
        blocks = [cell for cell in best if cell & threats]  # however lost, nothing is given away
        ((column, _row),) = cells_of(rng.choice(blocks or best))
        return {"column": COLUMN_NAMES[column]}

    return play


def solved(position: Position, *, num_nodes: int) -> int:
    """The score with perfect play of both, in points. Raises OutOfNodes."""
    own, taken = position.discs_of(position.seat_to_move), position.taken
    score = Search(num_nodes).score(own, taken, CELLS, -INFINITE, INFINITE)
    return score // UNIT


def _win(num_discs: int) -> int:
    """The score of winning with the next disc, so many being on the board."""
    return UNIT * ((CELLS + 1 - num_discs) // 2)


def _safe_cells(cells: int, other: int, taken: int) -> int:
    """Of the open cells those after which the other player cannot win at once; 0 if there are none:
    two threats cannot both be met, and what is dropped under a threat opens it."""
    threats = winning_cells(other, taken)
    forced = cells & threats
    if forced:
        cells = forced if not forced & (forced - 1) else 0
    return cells & ~(threats >> 1)


def _ordered(cells: int, own: int, taken: int, hint: int = 0) -> list[int]:
    """The hint first, then what makes most threats, from the centre outwards."""
    single = [cells & mask for mask in MASKS_FROM_THE_CENTRE if cells & mask]
    single.sort(key=lambda cell: -winning_cells(own | cell, taken).bit_count())
    if hint in single:
        single.remove(hint)
        single.insert(0, hint)
    return single


def _estimate(own: int, taken: int) -> int:
    """Below one point: threats that stand, twice as much in rows that fall to their owner.

    Towards the end whoever began fills the odd rows (Allis 1988, "A knowledge-based approach of
    Connect-Four"); rows count from 0 here, and a threat in the lowest is none for long.
    """
    other, began = own ^ taken, taken.bit_count() % 2 == 0
    rows = (ROWS_OF_WHO_BEGAN, ROWS_OF_WHO_FOLLOWED)
    own_rows, other_rows = rows if began else rows[::-1]
    centre = MASKS_FROM_THE_CENTRE[0]
    score = _threats(own, taken, own_rows) - _threats(other, taken, other_rows)
    score += (own & centre).bit_count() - (other & centre).bit_count()
    return max(1 - UNIT, min(UNIT - 1, score))


def _threats(discs: int, taken: int, good_rows: int) -> int:
    cells = winning_cells(discs, taken)
    return 6 * (cells.bit_count() + (cells & good_rows).bit_count())


def _settles(known: int, bound: Bound, alpha: int, beta: int) -> bool:
    if bound is Bound.EXACT:
        return True
    return known >= beta if bound is Bound.AT_LEAST else known <= alpha
