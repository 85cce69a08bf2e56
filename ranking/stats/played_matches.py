"""Finished matches as arrays: who played what, and whether the model reached its goal."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from ranking.stats.comparisons import Floats, Ints

NO_LEVEL = -1


@dataclass(frozen=True)
class PlayedMatches:
    """n finished matches of one game and mode. Places count from 0; NO_LEVEL where there is none,
    as when a program of ours sits in the human's seat.

    models, humans, items, prompts  [n]  places
    successes  [n]  1 the model reached its goal, 0 it did not, 0.5 drawn
    weights    [n]  how many equal matches a row stands for; more than 0
    nums            how many models, humans, items and prompts there are
    is_together     whether the human's goal is the model's
    """

    models: Ints
    humans: Ints
    items: Ints
    prompts: Ints
    successes: Floats
    weights: Floats
    nums: tuple[int, int, int, int]
    is_together: bool

    def __post_init__(self) -> None:
        n = len(self.successes)
        if any(len(column) != n for column in (*self.places, self.weights)):
            raise ValueError("models, humans, items, prompts, successes and weights agree on n")
        for places, num in zip(self.places, self.nums, strict=True):
            if n and (places.min() < NO_LEVEL or places.max() >= num):
                raise ValueError(f"places must be numbers from 0 to {num - 1}, or {NO_LEVEL}")
        if (self.models == NO_LEVEL).any():
            raise ValueError("each match has a model")
        if not ((self.successes >= 0) & (self.successes <= 1)).all():
            raise ValueError("a success is 1, 0.5 or 0")
        if not (self.weights > 0).all():
            raise ValueError("a weight is more than 0; leave the row out instead")

    @property
    def places(self) -> tuple[Ints, Ints, Ints, Ints]:
        return self.models, self.humans, self.items, self.prompts

    @property
    def signs(self) -> tuple[float, float, float, float]:
        """How theta, alpha, delta and pi enter the log-odds."""
        return 1.0, (1.0 if self.is_together else -1.0), -1.0, 1.0

    def num_by_level(self) -> tuple[Floats, ...]:
        """Matches of each model [k], and so on."""
        found = []
        for places, num in zip(self.places, self.nums, strict=True):
            has = places != NO_LEVEL
            found.append(np.bincount(places[has], self.weights[has], num).astype(np.float64))
        return tuple(found)


def linked_models(matches: PlayedMatches) -> Ints:
    """[k] the same number for models that met the same humans or items, at least through others."""
    num_models, num_humans, num_items, _ = matches.nums
    total = num_models + num_humans + num_items
    ends = []
    for places, first in ((matches.humans, num_models), (matches.items, num_models + num_humans)):
        has = places != NO_LEVEL
        ends.append(np.stack([matches.models[has], places[has] + first]))
    links = np.concatenate(ends, axis=1)
    met = sparse.coo_array((np.ones(links.shape[1]), (links[0], links[1])), shape=(total, total))
    labels = csgraph.connected_components(met, directed=False)[1][:num_models].tolist()
    numbers = {label: number for number, label in enumerate(dict.fromkeys(labels))}
    return np.array([numbers[label] for label in labels], dtype=np.int64)
