"""The votes of Chatbot Arena of August 2024, where a copy of them is at hand."""

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.conf import settings

from config.bootstrap import first_votes
from ranking.stats.comparisons import Comparisons
from ranking.stats.counts import PairCounts, add_up

SCORE_OF_COLUMN = {0: 1.0, 1: 0.0, 2: 0.5}  # column 3, both bad, is left out as its authors do


def read() -> dict[str, Any]:
    """models, X (pairs) and Y (the four outcomes); skips the test where the file is missing."""
    return json.loads(find().read_bytes())


def find() -> Path:
    """Where the set-up puts them; skips the test where there are none."""
    usual = settings.BASE_DIR / "var" / "data" / first_votes.FILE_NAME
    path = Path(os.environ.get("AGON_ARENA_VOTES", usual))
    if not path.exists():
        pytest.skip(f"no Chatbot Arena votes at {path}: `make test` fetches them")
    return path


def load() -> Comparisons:
    """129 models, 1,374,996 votes."""
    data = read()
    pairs, counts = np.array(data["X"]), np.array(data["Y"])
    columns = [(counts[:, column] > 0, column) for column in SCORE_OF_COLUMN]
    num_rows = sum(int(chosen.sum()) for chosen, _ in columns)
    return Comparisons(
        num_contestants=len(data["models"]),
        pairs=np.concatenate([pairs[chosen] for chosen, _ in columns]),
        scores=np.concatenate([np.full(c.sum(), SCORE_OF_COLUMN[i]) for c, i in columns]),
        weights=np.concatenate([counts[chosen, column] for chosen, column in columns]) * 1.0,
        voters=np.zeros(num_rows, dtype=np.int64),
    )


def counts() -> PairCounts:
    """The same by pair: 3,455 pairs, contestants in the order of the file."""
    data = read()
    columns = np.array(data["Y"], dtype=np.float64).T
    return add_up(len(data["models"]), np.array(data["X"]), *columns).without_both_bad()
