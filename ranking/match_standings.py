"""The recipe for a board of a game: results of matches in, rows out. Pure.

One converged fit for models, people, items and wordings (stats/item_response.py), with limits; a
row says how often a model succeeds beside an average human, item and wording, and how often it did.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from ranking.stats.item_response import fit_item_response
from ranking.stats.played_matches import NO_LEVEL, PlayedMatches

METHOD = "item-response-1"
LEAST_SHOWN = 30  # matches; below that a row says that it is provisional


@dataclass(frozen=True)
class Result:
    """One match: who the model was, against whom, on what, and whether it reached its goal."""

    slug: str
    human: str
    item: str
    wording: int
    success: float
    is_together: bool


@dataclass(frozen=True)
class Row:
    """chance, low, high: of success beside an average human, item and wording, with 95 % limits.

    strength, strength_low, strength_high: natural log-odds, the mean of the models is 0.
    group: models of different groups never met the same people or items.
    """

    slug: str
    rank: int
    strength: float
    strength_low: float
    strength_high: float
    chance: float
    low: float
    high: float
    num_matches: int
    num_successes: float
    is_provisional: bool
    group: int


def match_standings(results: Sequence[Result]) -> list[dict[str, Any]]:
    """Rows, the strongest first. Raises CannotFit where the results say nothing."""
    slugs = sorted({one.slug for one in results})
    matches = _as_arrays(results, slugs)
    fit = fit_item_response(matches)
    chances, limits = fit.chances()
    order = np.argsort(-fit.models.values, kind="stable")
    won = np.bincount(matches.models, matches.successes, len(slugs))
    rows = [
        Row(
            slug=slugs[place],
            rank=rank,
            strength=float(fit.models.values[place]),
            strength_low=float(fit.models.lows[place]),
            strength_high=float(fit.models.highs[place]),
            chance=float(chances[place]),
            low=float(limits.lows[place]),
            high=float(limits.highs[place]),
            num_matches=int(fit.models.num_matches[place]),
            num_successes=float(won[place]),
            is_provisional=bool(fit.models.num_matches[place] < LEAST_SHOWN),
            group=int(fit.groups[place]),
        )
        for rank, place in enumerate(order, start=1)
    ]
    return [asdict(row) for row in rows]


def _as_arrays(results: Sequence[Result], slugs: Sequence[str]) -> PlayedMatches:
    humans = sorted({one.human for one in results if one.human})
    items = sorted({one.item for one in results if one.item})
    wordings = sorted({one.wording for one in results})
    return PlayedMatches(
        models=_places([one.slug for one in results], slugs),
        humans=_places([one.human for one in results], humans),
        items=_places([one.item for one in results], items),
        prompts=_places([one.wording for one in results], wordings),
        successes=np.array([one.success for one in results], dtype=np.float64),
        weights=np.ones(len(results)),
        nums=(len(slugs), len(humans), len(items), len(wordings)),
        is_together=bool(results) and results[0].is_together,
    )


def _places(values: Sequence[Any], known: Sequence[Any]) -> np.ndarray:
    numbers = {value: place for place, value in enumerate(known)}
    return np.array([numbers.get(value, NO_LEVEL) for value in values], dtype=np.int64)
