"""The defender's report: what it would take to move each contestant of a board, and who could.

Votes come from influence and refits (ranking/attack/moves.py), the cheapest ones are borne out by
simulated attacks. The fewest votes whose loss changes the first place follow Huang J. et al.
(2025), arXiv 2508.11847.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ranking.attack.cost import Bill, Defences, Prices, bill_for
from ranking.attack.moves import Move, moves_by, neighbours_by_effort
from ranking.attack.plans import Plan
from ranking.attack.simulation import Ground, ground_of
from ranking.attack.trials import run_trials
from ranking.stats.bradley_terry import CannotFit
from ranking.stats.comparisons import Comparisons, Floats
from ranking.stats.counts import PairCounts
from ranking.stats.influence import ranks_without_each_voter, strengths_without
from ranking.stats.robustness import cost_of_swap

NUM_NEIGHBOURS = 10
NUM_SIMULATED = 5
NUM_ACCOUNTS = 10
NUM_RIVALS = 3  # of the first place
REFITS_A_MOVE = 50


@dataclass(frozen=True)
class Question:
    """accuracy: of the attacker's detector; places: by how many each contestant is to be moved."""

    accuracy: float = 0.95
    places: tuple[int, ...] = (1, 3)
    defences: Defences = field(default_factory=Defences)
    prices: Prices = field(default_factory=Prices)
    num_trials: int = 3
    seed: int = 0


@dataclass(frozen=True)
class Voters:
    """Rows with their voters, and the key by which each voter's number is known."""

    comparisons: Comparisons
    keys: Sequence[str]


def defenders_report(
    slugs: Sequence[str],
    counts: PairCounts,
    question: Question,
    *,
    prior_weight: float,
    voters: Voters | None = None,
) -> dict[str, Any]:
    """As JSON can hold it; without `voters` nothing is said of accounts. Raises CannotFit."""
    ground = ground_of(counts, prior_weight=prior_weight)
    order = np.argsort(-ground.strengths, kind="stable").tolist()
    every = [move for i in order for move in moves_by(ground, i, list(question.places))]
    neighbours = neighbours_by_effort(ground)[:NUM_NEIGHBOURS]
    checked = [_simulated(ground, move, question) for move in neighbours[:NUM_SIMULATED]]
    return {
        "num_contestants": counts.num_contestants,
        "num_comparisons": counts.num_comparisons,
        "accuracy": question.accuracy,
        "moves": [_priced(move, slugs, question) for move in every],
        "neighbours": [
            {**_priced(move, slugs, question), "simulated_target_votes": votes}
            for move, votes in zip(
                neighbours, checked + [None] * (len(neighbours) - len(checked)), strict=True
            )
        ],
        "first_place": _first_place(slugs, counts, ground.strengths, order, prior_weight),
        "accounts": _accounts(voters, ground.strengths, prior_weight) if voters else None,
    }


def _priced(move: Move, slugs: Sequence[str], question: Question) -> dict[str, Any]:
    if move.interactions is None:
        interactions, bill = None, Bill(0, 0.0, 0.0, 0.0)
    else:
        interactions = move.interactions / question.accuracy
        num_actions, num_votes = int(np.ceil(interactions)), int(np.ceil(move.target_votes or 0))
        skipped = max(num_actions - num_votes, 0)
        bill = bill_for(num_actions, question.defences, question.prices, num_skipped=skipped)
    return {
        "target": slugs[move.target],
        "rival": slugs[move.rival],
        "rank": move.rank,
        "new_rank": move.new_rank,
        "target_votes_by_influence": move.target_votes_by_influence,
        "target_votes": move.target_votes,
        "interactions": interactions,
        "num_accounts": bill.num_accounts if interactions is not None else None,
        "total_usd": bill.total_usd if interactions is not None else None,
    }


def _simulated(ground: Ground, move: Move, question: Question) -> float | None:
    """The median number of target votes in simulated attacks; None if none got there."""
    if move.interactions is None:
        return None
    plan = Plan(
        target=move.target,
        rank=move.new_rank,
        accuracy=question.accuracy,
        refit_every=max(int(move.interactions) // REFITS_A_MOVE, 1),
        most_interactions=int(10 * move.interactions) + 1000,
    )
    trials = run_trials(ground, plan, num_trials=question.num_trials, seed=question.seed)
    reached = [effort.target_votes for effort in trials.efforts if effort.rank == move.new_rank]
    return reached[0] if reached else None


def _first_place(
    slugs: Sequence[str],
    counts: PairCounts,
    strengths: Floats,
    order: list[int],
    prior_weight: float,
) -> list[dict[str, Any]]:
    """For each of the next places: how many votes must be left out before it comes first."""
    rows, costs = counts.as_comparisons(), []
    for rival in order[1 : 1 + NUM_RIVALS]:
        try:
            cost = cost_of_swap(rows, strengths, order[0], rival, prior_weight=prior_weight)
        except CannotFit:
            continue
        costs.append(
            {
                "first": slugs[order[0]],
                "rival": slugs[rival],
                "num_dropped": cost.num_changed,
                "share": cost.share,
            }
        )
    return costs


def _accounts(voters: Voters, strengths: Floats, prior_weight: float) -> list[dict[str, Any]]:
    """Those without whom ranks would change most: found to first order, then refitted."""
    rows = voters.comparisons
    found = ranks_without_each_voter(rows, strengths, prior_weight=prior_weight)
    order = np.lexsort((-found.num_moved, -found.largest_move))[:NUM_ACCOUNTS]
    now = np.argsort(np.argsort(-strengths, kind="stable"))
    accounts = []
    for i in order.tolist():
        voter = int(found.voters[i])
        without = strengths_without(rows, voter, prior_weight=prior_weight)
        moved = np.abs(np.argsort(np.argsort(-without, kind="stable")) - now)
        accounts.append(
            {
                "voter": voters.keys[voter],
                "num_comparisons": int((rows.voters == voter).sum()),
                "num_moved": int((moved > 0).sum()),
                "largest_move": int(moved.max(initial=0)),
            }
        )
    return accounts
