"""The board of Connect Four as two bit sets; lines of four are found in them by shifts.

A column has seven bits, the lowest cell first; the seventh is always empty, so that no line runs
from the top of a column into the next. A cell is COLUMN_BITS * column + row, both from 0.
Source: Tromp's Fhourstones; the sets of cells that would win, after Pons, "Solving Connect 4".
"""

from collections.abc import Iterator

COLUMNS, ROWS = 7, 6
COLUMN_BITS = ROWS + 1
CELLS = COLUMNS * ROWS
DIRECTIONS = (1, COLUMN_BITS, COLUMN_BITS - 1, COLUMN_BITS + 1)  # up, right, down right, up right


def bit(column: int, row: int) -> int:
    return 1 << (COLUMN_BITS * column + row)


def column_mask(column: int) -> int:
    """All cells of a column."""
    return ((1 << ROWS) - 1) << (COLUMN_BITS * column)


BOTTOM = sum(bit(column, 0) for column in range(COLUMNS))
FULL = sum(column_mask(column) for column in range(COLUMNS))


def open_cells(taken: int) -> int:
    """The lowest free cell of each column."""
    return (taken + BOTTOM) & FULL


def has_four(discs: int) -> bool:
    for step in DIRECTIONS:
        pairs = discs & (discs >> step)
        if pairs & (pairs >> (2 * step)):
            return True
    return False


def line_of_four(discs: int) -> int:
    """Every cell of a line of four; 0 without one."""
    line = 0
    for step in DIRECTIONS:
        pairs = discs & (discs >> step)
        starts = pairs & (pairs >> (2 * step))
        line |= starts | starts << step | starts << (2 * step) | starts << (3 * step)
    return line


def winning_cells(discs: int, taken: int) -> int:
    """Free cells, open or not yet, in which one more disc would make four."""
    cells = (discs << 1) & (discs << 2) & (discs << 3)
    for step in DIRECTIONS[1:]:
        up, down = (discs << step) & (discs << (2 * step)), (discs >> step) & (discs >> (2 * step))
        cells |= up & (discs << (3 * step)) | up & (discs >> step)
        cells |= down & (discs >> (3 * step)) | down & (discs << step)
    return cells & (FULL ^ taken)


def cells_of(mask: int) -> Iterator[tuple[int, int]]:
    """(column, row) of each bit, the lowest first."""
    while mask:
        lowest = mask & -mask
        yield divmod(lowest.bit_length() - 1, COLUMN_BITS)
        mask ^= lowest
