"""Benchmarks of the ranking: seconds in turns, leaderbot's names of families, fair folds."""

import json
import sys

import numpy as np
import pytest

from bench.peers.process import Worker
from bench.ranking.fit_worker import answer, candidates_of, held_out
from bench.ranking.losses import FAMILIES, OURS
from bench.ranking.versus import compare_seconds
from ranking.stats.counts import PairCounts
from ranking.stats.families import OrderedTies, Outcomes, OwnTies, ScalarTies

SAYS = (
    "import json, sys\n"
    "print(json.dumps({{'ready': True}}), flush=True)\n"
    "for line in sys.stdin:\n"
    "    print(json.dumps({{'seconds': {seconds}, 'mean_loss': 1.0076564}}), flush=True)\n"
)


def test_the_ratio_says_how_many_times_faster_we_are():
    def command(seconds):
        return (sys.executable, "-c", SAYS.format(seconds=seconds))

    with Worker(command(0.5)) as ours, Worker(command(10.0)) as theirs:
        result = compare_seconds("fit-vs-peer", "peer", (ours, theirs), {}, 1, 20.0, {})
    assert (result.value, result.peer_value, result.ratio) == (0.5, 10.0, 20.0)
    assert result.conditions["answers"]["ours"]["mean_loss"] == "1.007656400"
    assert json.dumps(dict(result.conditions))


def test_a_family_is_named_as_leaderbot_names_it():
    (theirs,) = candidates_of({"outcomes": "davidson", "k_cov": 1, "k_tie": 2})
    assert (theirs.family.ties, theirs.family.covariance) == (OrderedTies(2), 1)
    (scalar,) = candidates_of({"outcomes": "rao-kupper", "k_cov": None, "k_tie": 0})
    assert (scalar.family.ties, scalar.family.covariance) == (ScalarTies(), None)
    (own,) = candidates_of({"outcomes": "rao-kupper", "k_cov": 0, "k_tie": 3, "own": True})
    assert (own.family.ties, own.family.outcomes) == (OwnTies(3), Outcomes.RAO_KUPPER)


@pytest.mark.parametrize("task", (FAMILIES | OURS).values())
def test_every_family_of_the_table_can_be_made(task):
    assert len(candidates_of(task)) >= 1


def test_an_answer_holds_the_fit_and_what_it_foresaw():
    pairs = np.array([[0, 1], [0, 2], [1, 2]])
    counts = PairCounts(3, pairs, *np.full((3, 3), 60.0), np.zeros(3))
    ridges = [{"factors": 1.0, "ties": 1.0}, {"factors": 1e3, "ties": 1.0}]
    task = {"outcomes": "davidson", "k_cov": None, "k_tie": 1, "own": True, "penalties": ridges}
    found = answer(counts, {**task, "num_folds": 3})
    assert found["num_parameters"] == 9
    assert found["mean_loss"] == pytest.approx(np.log(3), abs=1e-3)
    assert found["held_out"] == pytest.approx([np.log(3)] * 3, abs=0.05)
    assert held_out(counts, candidates_of(task), 0) == []
