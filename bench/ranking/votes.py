"""The votes of Chatbot Arena of August 2024, as the set-up puts them by."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np

from bench.peers.set_up import ROOT
from config.bootstrap import first_votes
from ranking.stats.counts import PairCounts, add_up


class VotesMissing(Exception):
    """Says where to get them."""


def votes_path() -> Path:
    """Raises VotesMissing."""
    path = Path(os.environ.get("AGON_ARENA_VOTES", ROOT / "var" / "data" / first_votes.FILE_NAME))
    if not path.exists():
        raise VotesMissing(f"There are no Chatbot Arena votes at {path}: `make run` fetches them.")
    return path


def read_votes() -> PairCounts:
    """129 contestants in the order of the file, 1,670,250 votes; raises VotesMissing."""
    data = json.loads(votes_path().read_bytes())
    columns = np.array(data["Y"], dtype=np.float64).T
    return add_up(len(data["models"]), np.array(data["X"]), *columns)


def read_names() -> list[str]:
    """Of the contestants, in the same order; raises VotesMissing."""
    names: list[str] = json.loads(votes_path().read_bytes())["models"]
    return names
