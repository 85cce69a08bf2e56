"""The recipe for a board of a game: results of matches in, rows of models and of items out. Pure.

One converged fit for models, people, items and wordings (stats/item_response.py), with limits; a
row says how often a model succeeds beside an average human, item and wording, and how often it did.
What it finds of people is told to nobody.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from ranking.stats.bradley_terry import sigma
from ranking.stats.item_response import ItemResponse, fit_item_response
from ranking.stats.played_matches import NO_LEVEL, PlayedMatches

METHOD = "item-response-2"
LEAST_RANKED = 30  # matches; below that a model has a row and no rank


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
    rank: among those with LEAST_RANKED matches; None for the others, who are provisional.
    group: models of different groups never met the same people or items.
    """

    slug: str
    rank: int | None
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


@dataclass(frozen=True)
class ItemRow:
    """difficulty: natural log-odds with 95 % limits; more is harder for a model.

    chance, low, high: of an average model on it, beside an average human and wording.
    """

    item: str
    difficulty: float
    difficulty_low: float
    difficulty_high: float
    chance: float
    low: float
    high: float
    num_matches: int
    num_successes: float


@dataclass(frozen=True)
class MatchStandings:
    """rows: the ranked models first, the strongest of them first. items: the hardest first."""

    rows: list[dict[str, Any]]
    items: list[dict[str, Any]]


def match_standings(results: Sequence[Result]) -> MatchStandings:
    """Raises CannotFit where the results say nothing."""
    slugs = sorted({one.slug for one in results})
    items = sorted({one.item for one in results if one.item})
    matches = _as_arrays(results, slugs, items)
    fit = fit_item_response(matches)
    return MatchStandings(
        [asdict(row) for row in _rows(matches, fit, slugs)],
        [asdict(row) for row in _item_rows(matches, fit, items)],
    )


def _rows(matches: PlayedMatches, fit: ItemResponse, slugs: Sequence[str]) -> list[Row]:
    chances, limits = fit.chances()
    is_provisional = fit.models.num_matches < LEAST_RANKED
    won = np.bincount(matches.models, matches.successes, len(slugs))
    return [
        Row(
            slug=slugs[place],
            rank=None if is_provisional[place] else rank,
            strength=float(fit.models.values[place]),
            strength_low=float(fit.models.lows[place]),
            strength_high=float(fit.models.highs[place]),
            chance=float(chances[place]),
            low=float(limits.lows[place]),
            high=float(limits.highs[place]),
            num_matches=int(fit.models.num_matches[place]),
            num_successes=float(won[place]),
            is_provisional=bool(is_provisional[place]),
            group=int(fit.groups[place]),
        )
        for rank, place in enumerate(np.lexsort((-fit.models.values, is_provisional)), start=1)
    ]


def _item_rows(matches: PlayedMatches, fit: ItemResponse, items: Sequence[str]) -> list[ItemRow]:
    has_item = matches.items != NO_LEVEL
    won = np.bincount(matches.items[has_item], matches.successes[has_item], len(items))
    return [
        ItemRow(
            item=items[place],
            difficulty=float(fit.items.values[place]),
            difficulty_low=float(fit.items.lows[place]),
            difficulty_high=float(fit.items.highs[place]),
            chance=float(sigma(fit.level - fit.items.values[place])),
            low=float(sigma(fit.level - fit.items.highs[place])),
            high=float(sigma(fit.level - fit.items.lows[place])),
            num_matches=int(fit.items.num_matches[place]),
            num_successes=float(won[place]),
        )
        for place in np.argsort(-fit.items.values, kind="stable")
    ]


def _as_arrays(
    results: Sequence[Result], slugs: Sequence[str], items: Sequence[str]
) -> PlayedMatches:
    humans = sorted({one.human for one in results if one.human})
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
