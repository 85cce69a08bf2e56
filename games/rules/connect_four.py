"""Connect Four: seven columns, six rows; four discs of one's own in a line win.

Who begins comes from the deal's seed: even is the first seat.
"""

from dataclasses import dataclass, replace
from typing import Any

from games.briefs import connect_four as briefs
from games.rules.appeals import nothing_to_judge
from games.rules.base import (
    Brief,
    Deal,
    Dispute,
    Fact,
    Form,
    IllegalMove,
    ImpossibleDeal,
    Line,
    Mode,
    Outcome,
    Payload,
    Result,
    Seat,
    mode_of,
)
from games.rules.connect_four_board import (
    CELLS,
    COLUMNS,
    ROWS,
    bit,
    cells_of,
    has_four,
    line_of_four,
    open_cells,
)
from games.rules.payloads import choice_schema

RED, YELLOW = "red", "yellow"
MARKS = {RED: "X", YELLOW: "O"}
COLUMN_NAMES = tuple(str(column + 1) for column in range(COLUMNS))


@dataclass(frozen=True)
class Position:
    """discs: of red and of yellow, as bit sets; columns: where they were dropped, from 0."""

    num_turns: int
    begins: Seat
    discs: tuple[int, int] = (0, 0)
    columns: tuple[int, ...] = ()

    @property
    def taken(self) -> int:
        return self.discs[0] | self.discs[1]

    @property
    def seat_to_move(self) -> Seat:
        other = YELLOW if self.begins == RED else RED
        return other if len(self.columns) % 2 else self.begins

    @property
    def winner(self) -> Seat | None:
        pairs = zip((RED, YELLOW), self.discs, strict=True)
        return next((seat for seat, discs in pairs if has_four(discs)), None)

    def discs_of(self, seat: Seat) -> int:
        return self.discs[0 if seat == RED else 1]


class ConnectFour:
    """The rules; see above."""

    key = "connect-four"
    version = 1
    seats = (RED, YELLOW)
    modes: tuple[Mode, ...] = (
        Mode(
            "standard",
            num_turns=CELLS,
            model_seat=YELLOW,
            is_wordless=True,
            moves_a_turn=1,
        ),
    )

    def start(self, deal: Deal) -> Position:
        mode_of(self, deal.mode)
        if not 1 <= deal.num_turns <= CELLS:
            raise ImpossibleDeal(f"A match takes from 1 to {CELLS} turns, one for each disc.")
        return Position(deal.num_turns, begins=self.seats[deal.seed % 2])

    def legal(self, position: Position, seat: Seat) -> Form | None:
        if self.outcome(position) or seat != position.seat_to_move:
            return None
        return Form(({"column": choice_schema(open_columns(position))},))

    def apply(self, position: Position, seat: Seat, move: Payload) -> tuple[Fact, ...]:
        if self.legal(position, seat) is None:
            raise IllegalMove("It is not your turn.")
        named = str(move.get("column"))
        if named not in COLUMN_NAMES:
            raise IllegalMove(f"“column” must be one of: {', '.join(open_columns(position))}.")
        if named not in open_columns(position):
            free = ", ".join(open_columns(position))
            raise IllegalMove(f"Column {named} is full. Free are: {free}.")
        return (Fact("dropped", {"column": int(named)}, seat),)

    def evolve(self, position: Position, fact: Fact) -> Position:
        if fact.kind != "dropped":
            return position
        column = fact.payload["column"] - 1
        cell = bit(column, position.columns.count(column))
        red, yellow = position.discs
        discs = (red | cell, yellow) if fact.seat == RED else (red, yellow | cell)
        return replace(position, discs=discs, columns=(*position.columns, column))

    def view(self, position: Position, seat: Seat | None) -> dict[str, Any]:
        """board: rows from the top, each cell the seat whose disc lies there, or ""; last: the last
        disc's, and line: the winning discs' [column, row], from 1, the row from below."""
        line = line_of_four(position.discs_of(position.winner)) if position.winner else 0
        last = position.columns[-1] if position.columns else None
        return {
            "num_turns": position.num_turns,
            "num_used": len(position.columns),
            "begins": position.begins,
            "board": [
                [_disc_at(position, column, row) for column in range(COLUMNS)]
                for row in reversed(range(ROWS))
            ],
            "last": None if last is None else [last + 1, position.columns.count(last)],
            "line": [[column + 1, row + 1] for column, row in cells_of(line)],
        }

    def outcome(self, position: Position) -> Outcome | None:
        winner = position.winner
        if winner:
            loser = YELLOW if winner == RED else RED
            return Outcome({winner: Result.WON, loser: Result.LOST}, "four-in-a-line")
        if len(position.columns) == CELLS:
            return Outcome(dict.fromkeys(self.seats, Result.DRAWN), "board-full")
        if len(position.columns) == position.num_turns:
            return Outcome(dict.fromkeys(self.seats, Result.DRAWN), "no-turns-left")
        return None

    def appeal(self, position: Position, seat: Seat, fact: Fact) -> Dispute:
        raise nothing_to_judge()

    def brief(self, position: Position, seat: Seat) -> Brief:
        other = YELLOW if seat == RED else RED
        transcript = tuple(
            Line((number % 2 == 0) == (position.begins == seat), f"Column {column + 1}.")
            for number, column in enumerate(position.columns)
        )
        ask = (
            f"{as_text(position)}\n\nYour discs are {MARKS[seat]}, the other player's "
            f"{MARKS[other]}, and . is free. Free columns: {', '.join(open_columns(position))}. "
            "Drop a disc in one of them."
        )
        return Brief(briefs.PLAYER, transcript, ask)


CONNECT_FOUR = ConnectFour()


def open_columns(position: Position) -> tuple[str, ...]:
    """Columns with room, by name, from the left."""
    return tuple(COLUMN_NAMES[column] for column, _row in cells_of(open_cells(position.taken)))


def as_text(position: Position) -> str:
    """The board in plain characters, the columns' names on top."""
    rows = [" ".join(COLUMN_NAMES)]
    for row in reversed(range(ROWS)):
        discs = (_disc_at(position, column, row) for column in range(COLUMNS))
        rows.append(" ".join(MARKS.get(disc, ".") for disc in discs))
    return "\n".join(rows)


def _disc_at(position: Position, column: int, row: int) -> Seat:
    cell = bit(column, row)
    if position.discs[0] & cell:
        return RED
    return YELLOW if position.discs[1] & cell else ""
