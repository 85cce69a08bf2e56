"""Attacks beside other people's votes, on targets that are met often, and the price of skipping.

Every figure is simulated on the 1,670,250 votes of Chatbot Arena of August 2024, medians of the
seeds. Min et al. (2025), arXiv 2501.17858, start from nine tenths of these votes as history and let
the rest be cast by others meanwhile, beside up to 20,000 false ones. Here history is nine tenths of
each count, and the others vote as that board expects, on pairs that are drawn alike: the votes that
they held back are not published apart from the others.

The newcomer stands on the board of all 129, where most pairs have never met, and on a roster of the
strongest 20 of the same odds who have met 200 times each, as an arena that draws by what a vote
teaches brings about.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from bench.options import Options
from bench.ranking.published_attacks import EVERY_BATTLE
from bench.ranking.votes import read_names, read_votes
from bench.report import Label, report_fact
from ranking.attack.board import places, shares_of
from ranking.attack.cost import Defences, Prices, bill_for
from ranking.attack.drawing import ByLesson
from ranking.attack.moves import chance_of_meeting
from ranking.attack.plans import Attack, Passive, Plan
from ranking.attack.simulation import Ground, ground_of, simulate
from ranking.attack.trials import Effort, run_trials
from ranking.stats.comparisons import Floats
from ranking.stats.counts import PairCounts

NUM_SEEDS = 5
CLAUDE = "claude-3-5-sonnet-20240620"
PEER_VOTES, PEER_DEMO = 20_000, 27_000
HISTORY = 0.9
NEWCOMERS = (  # votes that the newcomer has got so far; None: as many as the others
    ("roster", 100),
    ("roster", 300),
    ("roster", 1_000),
    ("roster", None),
    ("everybody", 300),
)
NUM_ON_ROSTER, NUM_MET = 20, 200
MOST_FOR_NEWCOMER = 50_000
MOST_INTERACTIONS = 400_000
TENTH = 9.0  # honest votes for each of the attacker's: a tenth of all new votes
ONE_DAY = Defences(login=True, captcha=True, actions_per_account=200)  # the site's own limits
ONE_DAY_APART = replace(ONE_DAY, battles_per_account=60 * 24)
WITH_DEPOSIT = replace(ONE_DAY_APART, skip_usd=0.01)


def main(options: Options) -> None:
    names, counts = read_names(), read_votes()
    num_seeds = options.num_rounds(NUM_SEEDS)
    history = _scaled(counts, np.full(len(counts.pairs), HISTORY))
    crowd = (1.0 - HISTORY) * counts.num_comparisons / PEER_VOTES
    for name in EVERY_BATTLE:
        for attack in (Attack.TARGET_ONLY, Attack.OMNI_ABSOLUTE, Attack.OMNI_RELATIVE):
            if options.wants(f"attack-crowd-{name}-{attack}"):
                _beside(ground_of(history), names, name, attack, crowd, num_seeds)
    order = np.argsort(-ground_of(counts).strengths, kind="stable")[:NUM_ON_ROSTER].tolist()
    boards = {"everybody": counts, "roster": _settled(ground_of(counts).strengths[order])}
    targets = {"everybody": names.index(CLAUDE), "roster": order.index(names.index(CLAUDE))}
    for where, num_held in NEWCOMERS:
        name = f"attack-newcomer-{where}-{num_held or 'all'}"
        if options.wants(name):
            _newcomer(name, boards[where], targets[where], num_held, num_seeds)
    for passive in (Passive.ABSTAIN, Passive.NORMAL, Passive.RANDOM):
        for beside in (0.0, TENTH):
            if options.wants(f"attack-skip-{passive}-{beside:g}"):
                _price(ground_of(counts), names.index(CLAUDE), passive, beside, num_seeds)


def _beside(
    ground: Ground, names: list[str], name: str, attack: Attack, crowd: float, num_seeds: int
) -> None:
    """Ranks after as many false votes as they cast, alone and beside a tenth of all votes."""
    ends: dict[str, list[int]] = {"alone": [], "beside_crowd": [], "alone_after_27000": []}
    for seed in range(num_seeds):
        plan = Plan(
            names.index(name),
            1,
            attack=attack,
            passive=Passive.RANDOM,  # of a target-only attacker: each battle has its vote
            accuracy=1.0,
            refit_every=200,
            most_interactions=PEER_DEMO,
        )
        alone = simulate(ground, plan, np.random.default_rng(seed)).moments
        ends["alone_after_27000"].append(alone[-1].place)
        ends["alone"].append(alone[min(PEER_VOTES // 200, len(alone) - 1)].place)
        crowded = replace(plan, crowd=crowd, most_interactions=PEER_VOTES)
        course = simulate(ground, crowded, np.random.default_rng(seed))
        ends["beside_crowd"].append(course.moments[-1].place)
    report_fact(
        f"attack-crowd-{name}-{attack}",
        start=int(places(ground.strengths)[names.index(name)]),
        crowd=round(crowd, 2),
        **{key: float(np.median(found)) for key, found in ends.items()},
        best_beside=min(ends["beside_crowd"]),
        worst_beside=max(ends["beside_crowd"]),
        label=str(Label.SIMULATED),
    )


def _newcomer(
    name: str, counts: PairCounts, target: int, num_held: int | None, num_seeds: int
) -> None:
    """A target that holds few votes, from its rank to the first, by the draw of pairs."""
    of_target = (counts.pairs == target).any(axis=1)
    share = 1.0 if num_held is None else num_held / counts.totals[of_target].sum()
    scaled = _scaled(counts, np.where(of_target, share, 1.0))
    for draw, draws, crowd in (
        ("uniform", None, 0.0),
        ("uniform-beside-crowd", None, TENTH),
        ("by-lesson", ByLesson(), 0.0),
        ("by-lesson-beside-crowd", ByLesson(), TENTH),
    ):
        ground = ground_of(scaled, draws=draws)
        plan = Plan(
            target,
            1,
            refit_every=counts.num_contestants // 2,
            most_interactions=MOST_FOR_NEWCOMER,
            crowd=crowd,
        )
        effort = _effort(ground, plan, num_seeds)
        report_fact(
            f"{name}-{draw}",
            start=int(places(ground.strengths)[target]),
            met_one_battle_in=1.0 / chance_of_meeting(ground, target),
            target_votes=effort and effort.target_votes,
            crowd_votes=effort and effort.crowd_votes,
            interactions=effort and effort.interactions,
            reached=f"{effort.num_reached if effort else 0}/{num_seeds}",
            label=str(Label.SIMULATED),
        )


def _price(ground: Ground, target: int, passive: Passive, crowd: float, num_seeds: int) -> None:
    """One place up by an attacker who skips, or who votes on everything, and what it costs."""
    start = int(places(ground.strengths)[target])
    plan = Plan(
        target, start - 1, passive=passive, crowd=crowd, most_interactions=MOST_INTERACTIONS
    )
    effort = _effort(ground, plan, num_seeds)
    if effort is None:
        report_fact(f"attack-skip-{passive}-{crowd:g}", reached=f"0/{num_seeds}")
        return
    num_battles, num_votes = round(effort.interactions), round(effort.cast_votes)
    skipped = num_battles - num_votes
    bills = {
        name: bill_for(num_battles, defences, Prices(), num_skipped=skipped)
        for name, defences in (
            ("counted_alike", ONE_DAY),
            ("votes_apart", ONE_DAY_APART),
            ("with_deposit", WITH_DEPOSIT),
        )
    }
    report_fact(
        f"attack-skip-{passive}-{crowd:g}",
        ranks=f"{start} to {start - 1}",
        target_votes=effort.target_votes,
        cast_votes=effort.cast_votes,
        crowd_votes=effort.crowd_votes,
        battles=effort.interactions,
        reached=f"{effort.num_reached}/{num_seeds}",
        accounts={name: bill.num_accounts for name, bill in bills.items()},
        usd={name: round(bill.total_usd) for name, bill in bills.items()},
        label=str(Label.SIMULATED),
    )


def _effort(ground: Ground, plan: Plan, num_seeds: int) -> Effort | None:
    efforts = run_trials(ground, plan, num_trials=num_seeds, seed=0).efforts
    return efforts[-1] if efforts and efforts[-1].rank == plan.rank else None


def _scaled(counts: PairCounts, kept: Floats) -> PairCounts:
    """Only this share [p] of each pair's votes; counts need not be whole numbers."""
    columns = (column * kept for column in counts.columns)
    return PairCounts(counts.num_contestants, counts.pairs, *columns)


def _settled(strengths: Floats) -> PairCounts:
    """Everybody has met everybody as often, with the points that these strengths expect."""
    k = len(strengths)
    pairs = np.stack(np.triu_indices(k, 1), axis=1)
    won = NUM_MET * shares_of(strengths)[pairs[:, 0], pairs[:, 1]]
    nothing = np.zeros(len(pairs))
    return PairCounts(k, pairs, won, NUM_MET - won, nothing, nothing)
