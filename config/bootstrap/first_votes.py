"""The votes that the first imported board shows: a file out of a wheel.

Chatbot Arena's clean battles of 14 August 2024, as counted in leaderbot 0.4.3 (BSD-3-Clause).
Without them Agon starts all the same, and that board is missing.
"""

from __future__ import annotations

from pathlib import Path

from config.bootstrap.steps import SetupError, step
from config.bootstrap.wheel_member import WheelMember

FILE_NAME = "chatbot-arena-2024-08.json"
VOTES = WheelMember(
    package="leaderbot==0.4.3",
    wheel_sha256="6a35ee045966af27f184ef814559f26c24e3592f483160a5608dcbea7ce206b6",
    member="leaderbot/data/chatbotarena_20240814.json",
    file_sha256="25dfb900a5f61ad87c3b4bc29d1cf9d8b1bd80fb3fe0463c68943246f21d532d",
    repair="The votes could not be downloaded.",
)


def ensure(path: Path, python: str, log: Path) -> None:
    """Have the votes at path, or say that their board will be missing."""
    if VOTES.is_at(path):
        return
    try:
        with step("Votes of Chatbot Arena", "once"):
            VOTES.download_to(path, python, log)
    except SetupError:
        print(
            "  Votes of Chatbot Arena: left out, so their board is missing. With the network there,"
            f" the next start fetches them. {VOTES.repair} All of the output: {log}",
            flush=True,
        )
