"""The defender's report: complete, in order, and right where it can be worked out by hand."""

from dataclasses import replace

import numpy as np
import pytest

from ranking.attack.cost import Defences
from ranking.attack.report import Question, Voters, defenders_report
from ranking.stats.comparisons import comparisons_of
from tests.ranking.attack.boards import counts_of, ladder

SLUGS = ("ajax", "hector", "paris", "helen")


def report(counts, **changes):
    return defenders_report(SLUGS, counts, Question(**changes), prior_weight=0.0)


def test_every_contestant_is_moved_up_and_down_as_far_as_there_is_room():
    found = report(ladder(4), places=(1, 2))
    moves = [(move["target"], move["rank"], move["new_rank"]) for move in found["moves"]]
    assert moves[:2] == [("ajax", 1, 2), ("ajax", 1, 3)]
    assert ("hector", 2, 1) in moves
    assert ("helen", 4, 2) in moves
    assert len(moves) == 10


def test_the_cheapest_swap_comes_first_and_is_borne_out_by_simulation():
    found = report(ladder(4, num_each=4000), num_trials=5)["neighbours"]
    votes = [move["target_votes"] for move in found]
    assert votes == sorted(votes)
    for move in found:
        assert move["simulated_target_votes"] == pytest.approx(move["target_votes"], rel=0.25)


def test_a_worse_detector_and_a_limit_make_it_dearer():
    defences = Defences(login=True, actions_per_account=10)
    exact = report(ladder(4), accuracy=1.0, defences=defences)["moves"][0]
    blurred = report(ladder(4), accuracy=0.5, defences=defences)["moves"][0]
    assert blurred["interactions"] == pytest.approx(2 * exact["interactions"])
    assert blurred["num_accounts"] >= 2 * exact["num_accounts"] - 1
    assert blurred["total_usd"] > exact["total_usd"]


def test_the_first_place_hangs_on_as_many_votes_as_it_leads_by():
    """Of two: 30 to 20. Ten of the wins gone is even, eleven is a change."""
    found = defenders_report(SLUGS[:2], counts_of([[0, 30], [20, 0]]), Question(), prior_weight=0.0)
    assert found["first_place"] == [
        {"first": "ajax", "rival": "hector", "num_dropped": 11, "share": 11 / 50}
    ]


def test_the_account_that_tips_the_board_is_named():
    """Of twenty voters eleven are for Ajax; one account of nine votes puts Hector first."""
    rows = [(0, 1, 1.0)] * 11 + [(0, 1, 0.0)] * 18
    voters = np.concatenate([np.arange(20), np.full(9, 20)]).astype(np.int64)
    comparisons = replace(comparisons_of(2, rows), voters=voters)
    keys = [f"voter {i}" for i in range(21)]
    found = defenders_report(
        SLUGS[:2], counts_of([[0, 11], [18, 0]]), Question(), prior_weight=0.0,
        voters=Voters(comparisons, keys),
    )  # fmt: skip
    first = found["accounts"][0]
    assert first["voter"] == "voter 20"
    assert first["num_comparisons"] == 9


def test_without_voters_nothing_is_said_of_accounts():
    assert report(ladder(4))["accounts"] is None
