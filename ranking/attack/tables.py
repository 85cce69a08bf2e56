"""Tables for a terminal: columns as wide as their words, numbers to the right."""

from collections.abc import Sequence
from typing import Any

Cell = str | int | float | None
NOTHING = "-"


def table(headings: Sequence[str], rows: Sequence[Sequence[Cell]]) -> str:
    """Lines under their headings; floats get thousands separators and no needless digits."""
    texts = [list(headings), *([_shown(cell) for cell in row] for row in rows)]
    widths = [max(len(row[i]) for row in texts) for i in range(len(headings))]
    is_number = [
        all(not isinstance(row[i], str) for row in rows) and bool(rows) for i in range(len(widths))
    ]
    lines = [
        "  ".join(
            cell.rjust(width) if number else cell.ljust(width)
            for cell, width, number in zip(row, widths, is_number, strict=True)
        ).rstrip()
        for row in texts
    ]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(lines)


def experiment_tables(result: dict[str, Any]) -> str:
    """What ranking/attack/experiments.py found, in words and tables."""
    told = (
        f"From rank {result['start']} to {result['rank']} of {result['num_contestants']}: "
        f"reached in {result['num_reached']} of {result['num_trials']} trials."
    )
    efforts = table(
        ["rank", "target votes", "cast votes", "interactions", "fewest", "most", "trials"],
        [
            [
                effort["rank"],
                effort["target_votes"],
                effort["cast_votes"],
                effort["interactions"],
                effort["least_interactions"],
                effort["most_interactions"],
                effort["num_reached"],
            ]
            for effort in result["efforts"]
        ],
    )
    if not result["bills"]:
        return f"{told}\n\n{efforts}"
    bills = table(
        ["defences", "accounts", "accounts $", "actions $", "detector $", "total $"],
        [
            [
                bill["defences"],
                bill["num_accounts"],
                bill["accounts_usd"],
                bill["actions_usd"],
                bill["detector_usd"],
                bill["total_usd"],
            ]
            for bill in result["bills"]
        ],
    )
    return f"{told}\n\n{efforts}\n\n{bills}"


def _shown(cell: Cell) -> str:
    if cell is None:
        return NOTHING
    if isinstance(cell, float):
        return f"{cell:,.0f}" if cell.is_integer() or abs(cell) >= 1000 else f"{cell:,.2f}"
    return f"{cell:,}" if isinstance(cell, int) else cell
