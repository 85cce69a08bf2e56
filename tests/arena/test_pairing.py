"""Drawing pairs: probabilities worked by hand, and what must hold for any roster."""

import math
import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arena.pairing import Candidate, TooFewContestants, choose_pair, pair_probabilities

candidates = st.lists(
    st.builds(
        Candidate,
        id=st.integers(1, 500),
        weight=st.floats(0, 10),
        rating=st.none() | st.floats(0, 2000),
        width=st.none() | st.floats(0, 2000),
    ),
    min_size=2,
    max_size=8,
    unique_by=lambda candidate: candidate.id,
)


def test_unrated_contestants_all_meet_equally_often():
    probabilities = pair_probabilities([Candidate(1), Candidate(2), Candidate(3)])

    assert probabilities == pytest.approx({(1, 2): 1 / 3, (1, 3): 1 / 3, (2, 3): 1 / 3})


def test_close_and_uncertain_pairs_come_first():
    roster = [Candidate(1, rating=1000, width=10), Candidate(2, rating=1000, width=100)]
    roster.append(Candidate(3, rating=1400, width=10))

    probabilities = pair_probabilities(roster)

    # Information: 110, 20 e^-2, 110 e^-2; an even share of a fifth on top.
    keen = [110, 20 * math.exp(-2), 110 * math.exp(-2)]
    expected = [0.8 * k / sum(keen) + 0.2 / 3 for k in keen]
    assert list(probabilities.values()) == pytest.approx(expected)


def test_one_contestant_makes_no_battle():
    with pytest.raises(TooFewContestants):
        choose_pair([Candidate(1)], random.Random(0))


def test_weights_that_are_all_zero_do_not_stop_the_arena():
    assert pair_probabilities([Candidate(1, weight=0), Candidate(2, weight=0)]) == {(1, 2): 1.0}


def test_sides_are_tossed_and_the_propensity_is_that_of_the_pair():
    rng = random.Random(7)
    roster = [Candidate(1), Candidate(2), Candidate(3)]

    pairs = [choose_pair(roster, rng) for _ in range(3000)]

    counts = Counter((pair.left, pair.right) for pair in pairs)
    assert len(counts) == 6
    assert all(abs(count / 3000 - 1 / 6) < 0.03 for count in counts.values())
    assert all(pair.propensity == pytest.approx(1 / 3) for pair in pairs)


@given(candidates)
def test_every_pair_has_a_chance_and_all_chances_sum_to_one(roster):
    probabilities = pair_probabilities(roster)

    assert len(probabilities) == len(roster) * (len(roster) - 1) // 2
    assert math.fsum(probabilities.values()) == pytest.approx(1.0)
    assert all(0 <= p <= 1 for p in probabilities.values())
    if all(candidate.weight > 1e-6 for candidate in roster):
        assert min(probabilities.values()) > 0


@given(candidates, st.randoms(use_true_random=False))
def test_the_order_of_the_roster_does_not_matter(roster, rng):
    shuffled = list(roster)
    rng.shuffle(shuffled)

    assert pair_probabilities(shuffled) == pytest.approx(pair_probabilities(roster))
