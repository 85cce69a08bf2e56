"""How soon each test of an account finds an attacker, and how often it blames an honest voter.

Simulated on the strengths of Chatbot Arena of August 2024, 129 contestants, pairs drawn evenly, so
that a target is met in one battle of 65. Each line is one kind of voter and one test: the share of
accounts that are flagged, by the number of their votes. `reproduced` is what a rerun of the tests
of Huang et al. (2025) gave on the same strengths; their paper shows figures without numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from bench.options import Options
from bench.ranking.votes import read_names, read_votes
from bench.report import Label, report_fact
from ranking.defence import likelihood, outliers, voters
from ranking.defence.reference import exact_reference
from ranking.defence.score_test import score_test
from ranking.defence.sequential import evidence
from ranking.defence.voters import Electorate
from ranking.stats.bradley_terry import fit_bradley_terry
from ranking.stats.comparisons import Comparisons, Floats, Ints

NUM_VOTES = (10, 20, 50, 100, 200, 500, 1000, 2000, 4000)
MOST_VOTES_SIMULATED = 500  # beyond, the tests by simulation only cost time
NUM_ACCOUNTS = 90
ALPHA, ALPHA_EVER = 0.01, 0.005
TARGETS = ("claude-3-5-sonnet-20240620", "llama-13b")
NOISE = 0.5
TIES = 0.5
SEED = 20240814

# (pairs, strengths that the board shows, rng) -> verdicts
Draw = Callable[[Ints, Floats, np.random.Generator], Comparisons]
Flags = Mapping[int, bool]
REPRODUCED: Mapping[tuple[str, str], Mapping[int, float]] = {
    ("flipping", "known-benign"): {10: 0.14, 20: 0.28, 50: 0.69, 100: 0.93, 200: 1.00},
    ("following", "known-benign"): {10: 0.01, 100: 0.01, 1000: 0.01},
    ("following", "perturbed-board"): {50: 0.17, 100: 0.30, 200: 0.58, 500: 0.96},
}


@dataclass(frozen=True)
class Kind:
    """A kind of voter; attacks: whether it has a target, and ties: whether it ever calls one."""

    name: str
    draw: Draw
    attacks: bool = True
    ties: float = 0.0


def main(options: Options) -> None:
    strengths = fit_bradley_terry(read_votes().as_comparisons(), prior_weight=1.0).values
    names = read_names()
    for number, name in enumerate(TARGETS):
        for kind in kinds(strengths, names.index(name)):
            is_new = kind.attacks or number == 0
            if is_new and options.wants(f"power-{kind.name}"):
                _measure(kind, strengths, name, names, options.num_rounds(NUM_ACCOUNTS))


def kinds(strengths: Floats, target: int) -> list[Kind]:
    tasteful = Electorate(strengths, taste=0.25, tie_weight=TIES, tie_habit=0.8)

    def flipping(pairs: Ints, shown: Floats, rng: np.random.Generator) -> Comparisons:
        ballots = voters.coin_flipper(len(shown), pairs, rng)
        return voters.for_target(ballots, target, rng)

    def following(honest_share: float) -> Draw:
        def draw(pairs: Ints, shown: Floats, rng: np.random.Generator) -> Comparisons:
            ballots = voters.honest(Electorate(shown), pairs, rng)
            return voters.for_target(ballots, target, rng, honest_share=honest_share)

        return draw

    return [
        Kind("honest", lambda p, _, rng: voters.honest(Electorate(strengths), p, rng), False),
        Kind("tasteful", lambda p, _, rng: voters.honest(tasteful, p, rng), False, TIES),
        Kind("flipping", flipping),
        Kind("following", following(0.0)),
        Kind("mixing-a-fifth", following(0.2)),
        Kind("mixing-half", following(0.5)),
    ]


def _measure(kind: Kind, strengths: Floats, name: str, names: list[str], accounts: int) -> None:
    rng = np.random.default_rng(SEED)
    flags: dict[str, list[Flags]] = {}
    met: list[int] = []
    for _ in range(accounts):
        pairs = voters.uniform_pairs(len(strengths), NUM_VOTES[-1], rng)
        ballots = kind.draw(pairs, strengths, rng)
        after = evidence(ballots, exact_reference(strengths)).crossed_after(ALPHA_EVER)
        found = {
            "sequential": {n: after is not None and after <= n for n in NUM_VOTES},
            **_looks(kind, ballots, pairs, strengths, rng),
        }
        for test, by_votes in found.items():
            flags.setdefault(test, []).append(by_votes)
        if after is not None:
            met.append(int((pairs[:after] == names.index(name)).any(axis=1).sum()))
    for test, rows in flags.items():
        report_fact(
            f"power-{kind.name}-{test}",
            target=name if kind.attacks else "",
            flagged={n: float(np.mean([row[n] for row in rows])) for n in rows[0]},
            reproduced=REPRODUCED.get((kind.name, test), {}),
            battles_with_target=float(np.median(met)) if met and test == "sequential" else None,
            accounts=accounts,
            label=Label.SIMULATED,
        )


def _looks(
    kind: Kind, ballots: Comparisons, pairs: Ints, strengths: Floats, rng: np.random.Generator
) -> dict[str, Flags]:
    """Tests that look once: each number of votes is a trial of its own."""
    shown = likelihood.perturbed(strengths, NOISE, rng)
    by_shown = kind.draw(pairs, shown, rng)
    few = [n for n in NUM_VOTES if n <= MOST_VOTES_SIMULATED]
    outlier = outliers.flagged_after(ballots, _win_shares(strengths))
    how = {"tie_weight": kind.ties, "num_simulated": 200}
    return {
        "score-once": {
            n: score_test(first(ballots, n), strengths).p_value < ALPHA for n in NUM_VOTES
        },
        "known-benign": {
            n: likelihood.benign_test(first(ballots, n), strengths, rng, **how).p_value < ALPHA
            for n in few
        },
        "perturbed-board": {
            n: likelihood.perturbed_board_test(
                first(by_shown, n), strengths, shown, rng, **how
            ).p_value
            < ALPHA
            for n in few
        },
        "fastchat": {n: outlier is not None and outlier <= n for n in NUM_VOTES},
    }


def first(ballots: Comparisons, num: int) -> Comparisons:
    return Comparisons(
        ballots.num_contestants,
        ballots.pairs[:num],
        ballots.scores[:num],
        ballots.weights[:num],
        ballots.voters[:num],
    )


def _win_shares(strengths: Floats) -> Floats:
    """[k, k] chance that i beats j."""
    return 0.5 * (1.0 + np.tanh(0.5 * (strengths[:, None] - strengths[None, :])))
