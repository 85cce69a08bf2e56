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
    headings = ["rank", "target votes", "cast votes", "crowd votes", "interactions", "fewest",
                "most", "trials"]  # fmt: skip
    efforts = table(
        headings,
        [
            [
                effort["rank"],
                effort["target_votes"],
                effort["cast_votes"],
                effort["crowd_votes"],
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


def report_tables(result: dict[str, Any]) -> str:
    """What ranking/attack/report.py found."""
    parts = [
        f"{result['num_contestants']} contestants, {result['num_comparisons']:,.0f} comparisons; "
        f"a detector that is right in {result['accuracy']:.0%}.",
        _moves(result["moves"]),
        "Neighbours that are swapped most easily:",
        _neighbours(result["neighbours"]),
        "Votes without which another one would be first:",
        table(
            ["first", "rival", "left out", "of all %"],
            [
                [c["first"], c["rival"], c["num_dropped"], c["share"] and 100 * c["share"]]
                for c in result["first_place"]
            ],
        ),
    ]
    if result["accounts"] is not None:
        accounts = [
            [a["voter"], a["num_comparisons"], a["num_moved"], a["largest_move"]]
            for a in result["accounts"]
        ]
        parts.append("Accounts without which most would change:")
        parts.append(table(["voter", "votes", "contestants moved", "places at most"], accounts))
    return "\n\n".join(parts)


def _moves(moves: list[dict[str, Any]]) -> str:
    names = ("target", "rank", "new_rank", "target_votes_by_influence", "target_votes",
             "interactions", "num_accounts", "total_usd")  # fmt: skip
    headings = ["target", "rank", "to", "by influence", "target votes", "interactions",
                "accounts", "$"]  # fmt: skip
    return table(headings, [[move[name] for name in names] for move in moves])


def _neighbours(moves: list[dict[str, Any]]) -> str:
    names = ("target", "rank", "new_rank", "rival", "target_votes", "simulated_target_votes",
             "interactions", "total_usd")  # fmt: skip
    headings = ["target", "rank", "to", "rival", "target votes", "simulated", "interactions", "$"]
    return table(headings, [[move[name] for name in names] for move in moves])


def _shown(cell: Cell) -> str:
    if cell is None:
        return NOTHING
    if isinstance(cell, float):
        return f"{cell:,.0f}" if cell.is_integer() or abs(cell) >= 1000 else f"{cell:,.2f}"
    return f"{cell:,}" if isinstance(cell, int) else cell
