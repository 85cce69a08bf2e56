"""What it takes to move contestants of Chatbot Arena of August 2024, beside what was published.

Every figure is simulated on the 1,670,250 votes, both-bad ones as ties. `published` is what Huang
Y. et al. (2025), arXiv 2501.07493, print: votes on the target, then thousands of interactions where
they are legible; their votes do not count those cast by mistake. Ours are medians of the seeds.

The tables come twice, for an attacker who abstains where the target is not seen and for one who
votes at random there: the published figures are those of the second, although they are presented
as those of the first.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from bench.options import Options
from bench.ranking.published_attacks import (
    BY_ACCURACY,
    BY_PASSIVE,
    BY_TARGET,
    EVERY_BATTLE,
    Cell,
)
from bench.ranking.votes import read_names, read_votes
from bench.report import Label, Result, report, report_fact
from ranking.attack.board import fit
from ranking.attack.drawing import ByLesson, draw_pairs
from ranking.attack.moves import move_to
from ranking.attack.plans import Attack, Passive, Plan
from ranking.attack.simulation import Ground, ground_of, simulate
from ranking.attack.trials import run_trials

NUM_SEEDS = 5
CLAUDE, LLAMA = "claude-3-5-sonnet-20240620", "llama-13b"
MOST_INTERACTIONS = 400_000
MANY, FEW = 200_000, 20_000  # interactions whose time is taken
NUM_REFITTED = 30  # votes that are decided by three refits each
PEER_VOTES = 20_000  # of Min et al. (2025), arXiv 2501.17858


def main(options: Options) -> None:
    names, ground = read_names(), ground_of(read_votes())
    if options.wants("attack-speed"):
        _speed(ground, names.index(CLAUDE))
    if options.wants("attack-omni-vs-refits"):
        _versus_refits(ground, names.index(CLAUDE))
    num_seeds = options.num_rounds(NUM_SEEDS)
    for name, passive, published in _tables():
        if options.wants(f"attack-{name}-{passive}"):
            _climb(ground, names, name, passive, published, num_seeds)
    for accuracy in BY_ACCURACY:
        for passive in (Passive.ABSTAIN, Passive.RANDOM):
            if options.wants(f"attack-accuracy-{accuracy:g}-{passive}"):
                _by_accuracy(ground, names.index(LLAMA), accuracy, passive, num_seeds)
    for name in EVERY_BATTLE:
        if options.wants(f"attack-every-battle-{name}"):
            _every_battle(ground, names, name, num_seeds)


def _tables() -> list[tuple[str, Passive, Mapping[int, Cell]]]:
    by_target = [
        (name, passive, cells)
        for name, cells in BY_TARGET.items()
        for passive in (Passive.ABSTAIN, Passive.RANDOM)
    ]
    return by_target + [(CLAUDE, passive, cells) for passive, cells in BY_PASSIVE.items()]


def _speed(ground: Ground, target: int) -> None:
    for attack, num, refit_every in (
        (Attack.TARGET_ONLY, MANY, 1000),
        (Attack.OMNI_RELATIVE, FEW, 200),
    ):
        seconds = _seconds(ground, target, attack, num, refit_every)
        report_fact(
            f"attack-speed-{attack}",
            interactions_per_second=num / seconds,
            refit_every=refit_every,
            label=str(Label.REAL_CPU),
        )
    by_lesson = replace(ground, draws=ByLesson())
    for name, where, crowd in (("beside-crowd", ground, 9.0), ("by-lesson", by_lesson, 0.0)):
        seconds = _seconds(where, target, Attack.TARGET_ONLY, FEW, 1000, crowd)
        report_fact(
            f"attack-speed-{name}",
            interactions_per_second=FEW / seconds,
            crowd=crowd,
            label=str(Label.REAL_CPU),
        )


def _seconds(
    ground: Ground, target: int, attack: Attack, num: int, refit_every: int, crowd: float = 0.0
) -> float:
    plan = Plan(
        target=target,
        rank=1,
        attack=attack,
        refit_every=refit_every,
        most_interactions=num,
        crowd=crowd,
        accuracy=0.5 if attack is Attack.TARGET_ONLY else 1.0,  # that it lasts to the end
    )
    started = time.perf_counter()
    last = simulate(ground, plan, np.random.default_rng(0)).moments[-1]
    return (time.perf_counter() - started) * num / last.interactions


def _versus_refits(ground: Ground, target: int) -> None:
    """Min et al. fit the board three times for each vote; here once for 200 votes."""
    ours = FEW / _seconds(ground, target, Attack.OMNI_ABSOLUTE, FEW, 200)
    pairs = draw_pairs(None, ground.num_contestants, NUM_REFITTED, np.random.default_rng(0))
    started = time.perf_counter()
    for left, right in pairs:
        for share in (1.0, 0.5, 0.0):
            points = ground.points.copy()
            points[left, right] += share
            points[right, left] += 1.0 - share
            fit(points, ground.strengths)
    theirs = NUM_REFITTED / (time.perf_counter() - started)
    report(
        Result(
            name="attack-omni-vs-refits",
            value=ours,
            unit="votes/s",
            peer="three of our own warm refits a vote, after Min et al.",
            peer_value=theirs,
            ratio=ours / theirs,
            goal=None,
            label=Label.REAL_CPU,
            conditions={"refit_every": 200, "contestants": ground.num_contestants},
        )
    )


def _climb(
    ground: Ground,
    names: list[str],
    name: str,
    passive: Passive,
    published: Mapping[int, Cell],
    num_seeds: int,
) -> None:
    target = names.index(name)
    for goal in _ends(ground, target, list(published)):
        plan = Plan(target, goal, passive=passive, most_interactions=MOST_INTERACTIONS)
        trials = run_trials(ground, plan, num_trials=num_seeds, seed=0)
        ours = {effort.rank: effort for effort in trials.efforts}
        for rank, cell in published.items():
            if (rank < trials.start) != (goal < trials.start):
                continue
            effort = ours.get(rank)
            report_fact(
                f"attack-{name}-{passive}-to-{rank}",
                published_votes=cell[0],
                published_thousands=cell[1],
                target_votes=effort and effort.target_votes,
                thousands=effort and effort.interactions / 1000,
                reached=f"{effort.num_reached if effort else 0}/{num_seeds}",
                by_calculation=move_to(ground, target, rank).target_votes
                if passive is Passive.ABSTAIN
                else None,
                label=str(Label.SIMULATED),
            )


def _ends(ground: Ground, target: int, ranks: list[int]) -> list[int]:
    """The furthest rank up and the furthest down."""
    start = int((ground.strengths > ground.strengths[target]).sum()) + 1
    ups, downs = [r for r in ranks if r < start], [r for r in ranks if r > start]
    return [*([min(ups)] if ups else []), *([max(downs)] if downs else [])]


def _by_accuracy(
    ground: Ground, target: int, accuracy: float, passive: Passive, num_seeds: int
) -> None:
    published = BY_ACCURACY[accuracy]
    plan = Plan(target, min(published), accuracy=accuracy, passive=passive)
    trials = run_trials(ground, plan, num_trials=num_seeds, seed=0)
    ours = {effort.rank: effort for effort in trials.efforts}
    for rank, cell in published.items():
        report_fact(
            f"attack-accuracy-{accuracy:g}-{passive}-to-{rank}",
            published_votes=cell[0],
            published_thousands=cell[1],
            target_votes=ours[rank].target_votes,
            thousands=ours[rank].interactions / 1000,
            label=str(Label.SIMULATED),
        )


def _every_battle(ground: Ground, names: list[str], name: str, num_seeds: int) -> None:
    for attack in Attack:
        ends = []
        for seed in range(num_seeds):
            plan = Plan(
                names.index(name),
                1,
                attack=attack,
                accuracy=1.0,
                refit_every=200,
                most_interactions=PEER_VOTES,
            )
            course = simulate(ground, plan, np.random.default_rng(seed))
            ends.append(course.moments[-1].place)
        report_fact(
            f"attack-every-battle-{name}-{attack}",
            start=course.moments[0].place,
            after_20000=float(np.median(ends)),
            best=min(ends),
            worst=max(ends),
            label=str(Label.SIMULATED),
        )
