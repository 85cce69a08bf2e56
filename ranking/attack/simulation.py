"""An attack, battle by battle, on a board that is refitted as it goes.

Battles are drawn, seen through the detector, voted on or not, and added to the board in one go
between two refits; so an attack of a hundred thousand battles takes a second. Where each vote
changes how pairs are drawn, they are drawn in small batches.

A crowd may vote meanwhile (Min et al. 2025, arXiv 2501.17858, let others go on voting): honest
people whose odds are those of the first board, on pairs from the same draw. Battles that the
attacker leaves without a vote take no time: many accounts can start them at once.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ranking.attack.board import fit, places, points_taken, sensitivities, shares_of
from ranking.attack.drawing import ByLesson, draw_pairs
from ranking.attack.habits import Habits, as_expected, drawn_scores, habits_of, passive_scores
from ranking.attack.plans import Attack, ImpossiblePlan, Plan
from ranking.attack.preferences import preferred_by_influence, preferred_online
from ranking.stats.comparisons import Floats, Ints
from ranking.stats.counts import PairCounts

MOST_AT_ONCE = 100_000  # votes of the crowd, so that memory stays bounded
BATCH = 50  # votes, the crowd's included, from one look at how pairs are drawn to the next


@dataclass(frozen=True)
class Ground:
    """The board before an attack. points [k, k]; draws [k, k]: chance of each pair, or None.

    draws are of unordered pairs, in the upper triangle, with sum 1; None draws them uniformly,
    ByLesson anew from batch to batch. virtual: ties of each pair that only the prior has added.
    """

    points: Floats
    strengths: Floats
    habits: Habits
    draws: Floats | ByLesson | None = None
    virtual: float = 0.0

    @property
    def num_contestants(self) -> int:
        return len(self.strengths)

    def chances(self, points: Floats, strengths: Floats) -> Floats | None:
        """[k, k] how pairs are drawn on a board that has come to these points; None: all alike."""
        if isinstance(self.draws, ByLesson):
            return self.draws.chances(points + points.T - self.virtual, strengths)
        return self.draws


@dataclass(frozen=True)
class Moment:
    """How things stood at one refit. target_votes: cast where the target was, and was recognised;
    cast_votes: all that the attacker cast; crowd_votes: those of others meanwhile."""

    interactions: int
    target_votes: int
    cast_votes: int
    crowd_votes: int
    place: int


@dataclass(frozen=True)
class Course:
    """How an attack went: the moments from the first board to the end."""

    reached: bool
    moments: tuple[Moment, ...]

    def first_at(self, rank: int) -> Moment | None:
        """When the target first stood at this rank or beyond, on its way; None if never."""
        start = self.moments[0].place
        for moment in self.moments:
            if moment.place <= rank <= start or moment.place >= rank >= start:
                return moment
        return None


def ground_of(
    counts: PairCounts, *, prior_weight: float = 0.0, draws: Floats | ByLesson | None = None
) -> Ground:
    """The board that these votes make. Raises CannotFit where they make none."""
    points = points_taken(counts, prior_weight=prior_weight)
    strengths = fit(points)
    virtual = prior_weight / max(counts.num_contestants - 1, 1)
    return Ground(points, strengths, habits_of(counts, shares_of(strengths)), draws, virtual)


def simulate(ground: Ground, plan: Plan, rng: np.random.Generator) -> Course:
    """Run the plan to its end. Raises ImpossiblePlan."""
    plan.check(ground.num_contestants)
    place = int(places(ground.strengths)[plan.target])
    if place == plan.rank:
        raise ImpossiblePlan(f"The target stands at rank {place} already; choose another rank.")
    moments = tuple(_moments(ground, plan, rng))
    return Course(reached=_is_reached(plan, moments[0].place, moments[-1].place), moments=moments)


def _moments(ground: Ground, plan: Plan, rng: np.random.Generator) -> Iterator[Moment]:
    points, strengths = ground.points.copy(), ground.strengths
    honest = as_expected(ground.habits, shares_of(strengths))
    start = now = int(places(strengths)[plan.target])
    goes_up = plan.rank < start
    target_votes = cast_votes = crowd_votes = 0
    yield Moment(0, 0, 0, 0, now)
    for interactions in range(plan.refit_every, plan.most_interactions + 1, plan.refit_every):
        if _is_reached(plan, start, now):
            return
        wanted = _preferred(ground, plan, points, strengths, goes_up)
        for num in _batches(ground, plan):
            chances = ground.chances(points, strengths)
            battles = draw_pairs(chances, ground.num_contestants, num, rng)
            scores, recognised = _votes(ground, plan, wanted, battles, goes_up, rng)
            cast = ~np.isnan(scores)
            target_votes += int((recognised & cast).sum())
            cast_votes += int(cast.sum())
            _add(points, battles[cast], scores[cast])
            owed = int(plan.crowd * cast_votes) - crowd_votes
            crowd_votes += owed
            _let_vote(ground, plan, points, honest, chances, owed, rng)
        strengths = fit(points, strengths)
        now = int(places(strengths)[plan.target])
        yield Moment(interactions, target_votes, cast_votes, crowd_votes, now)


def _batches(ground: Ground, plan: Plan) -> Iterator[int]:
    """Interactions from one look at the draw to the next, refit_every in all."""
    most = plan.refit_every
    if isinstance(ground.draws, ByLesson):
        most = max(int(BATCH / (1.0 + plan.crowd)), 1)
    for begun in range(0, plan.refit_every, most):
        yield min(most, plan.refit_every - begun)


def _let_vote(
    ground: Ground,
    plan: Plan,
    points: Floats,
    honest: Habits,
    chances: Floats | None,
    num: int,
    rng: np.random.Generator,
) -> None:
    """Add so many votes of the crowd to the points; the filter of upsets spares nobody."""
    for begun in range(0, num, MOST_AT_ONCE):
        here = min(MOST_AT_ONCE, num - begun)
        battles = draw_pairs(chances, ground.num_contestants, here, rng)
        scores = drawn_scores(battles, honest, rng)
        if plan.upset_limit is not None:
            scores = _without_upsets(scores, battles, ground.strengths, plan.upset_limit)
        counted = ~np.isnan(scores)
        _add(points, battles[counted], scores[counted])


def _is_reached(plan: Plan, start: int, now: int) -> bool:
    return now <= plan.rank if plan.rank < start else now >= plan.rank


def _votes(
    ground: Ground,
    plan: Plan,
    wanted: Floats | None,
    battles: Ints,
    goes_up: bool,
    rng: np.random.Generator,
) -> tuple[Floats, np.ndarray]:
    """[n] left's share of each battle or NaN, and [n] whether the target was there and known."""
    if wanted is None:
        scores, recognised = _target_votes(ground, plan, battles, goes_up, rng)
    else:
        believed = _mistaken(battles, plan.accuracy, ground.num_contestants, rng)
        scores = wanted[believed[:, 0], believed[:, 1]]
        recognised = ((battles == plan.target) & (believed == plan.target)).any(axis=1)
    if plan.upset_limit is not None:
        scores = _without_upsets(scores, battles, ground.strengths, plan.upset_limit)
    return scores, recognised


def _preferred(
    ground: Ground, plan: Plan, points: Floats, strengths: Floats, goes_up: bool
) -> Floats | None:
    """[k, k] which side of every pair should win; None for who votes on the target alone."""
    if plan.attack is Attack.TARGET_ONLY:
        return None
    if plan.attack is Attack.OMNI_ONLINE:  # knows no board but the first
        return preferred_online(plan.target, ground.strengths, goes_up=goes_up)
    inverse = sensitivities(points, strengths)
    return preferred_by_influence(plan.attack, plan.target, strengths, inverse, goes_up=goes_up)


def _target_votes(
    ground: Ground, plan: Plan, battles: Ints, goes_up: bool, rng: np.random.Generator
) -> tuple[Floats, np.ndarray]:
    is_target = battles == plan.target
    is_there = is_target.any(axis=1)
    is_right = rng.random(len(battles)) < plan.accuracy
    side = np.where(is_there, is_target.argmax(axis=1), rng.integers(0, 2, len(battles)))
    alarm = is_there == is_right
    votes = alarm if plan.trusts_alarms else alarm & is_there
    for_left = (side == 0) == goes_up
    scores = passive_scores(plan.passive, battles, ground.habits, rng)
    return np.where(votes, for_left * 1.0, scores), alarm & is_there


def _mistaken(pairs: Ints, accuracy: float, k: int, rng: np.random.Generator) -> Ints:
    """The pairs as the detector sees them: each contestant right, or any other one."""
    others = (pairs + rng.integers(1, k, pairs.shape)) % k
    return np.where(rng.random(pairs.shape) < accuracy, pairs, others)


def _without_upsets(scores: Floats, battles: Ints, strengths: Floats, limit: float) -> Floats:
    """Scores with NaN where the loser had more than `limit` of a chance on the first board."""
    chance = shares_of(strengths)[battles[:, 0], battles[:, 1]]
    upset = ((scores == 1) & (1 - chance > limit)) | ((scores == 0) & (chance > limit))
    return np.where(upset, np.nan, scores)


def _add(points: Floats, battles: Ints, scores: Floats) -> None:
    k = len(points)
    left, right = battles.T
    won = np.bincount(left * k + right, scores, k * k)
    lost = np.bincount(right * k + left, 1.0 - scores, k * k)
    points += (won + lost).reshape(k, k)
