"""The board that is there from the first start: Chatbot Arena, August 2024."""

from datetime import date
from pathlib import Path

from django.core.management import CommandError, call_command
from django.core.management.base import OutputWrapper

BOARD = {
    "board": "chatbot-arena-2024-08",
    "name": "Chatbot Arena, August 2024",
    "source": (
        "LMSYS Chatbot Arena, clean battles of 14 August 2024, as counted in leaderbot 0.4.3"
        " (BSD-3-Clause)"
    ),
    "source_url": "https://leaderbot.org",
    "licence": "BSD-3-Clause",
    "day": date(2024, 8, 14),
}


def import_first_board(path: Path, out: OutputWrapper) -> None:
    """Nothing where it is there already; where it cannot be had, say so and go on."""
    if not path.exists():
        out.write(f"The board of Chatbot Arena is left out: there is no {path}.")
        return
    try:
        call_command("import_votes", str(path), refit=True, verbosity=0, **BOARD)
    except CommandError as refusal:
        out.write(f"The board of Chatbot Arena is left out. {refusal}")
