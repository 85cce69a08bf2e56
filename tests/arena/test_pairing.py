"""Drawing pairs: probabilities worked by hand, and what must hold for any roster."""

import itertools
import math
import random
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arena.pairing import (
    Candidate,
    Caps,
    Roster,
    TooFewContestants,
    capped,
    choose_pair,
    pair_probabilities,
)

candidates = st.lists(
    st.builds(
        Candidate,
        id=st.integers(1, 500),
        weight=st.floats(0, 10),
        rating=st.none() | st.floats(0, 2000),
    ),
    min_size=2,
    max_size=8,
    unique_by=lambda candidate: candidate.id,
)
shares = st.floats(0.01, 1.0)


@st.composite
def rosters(draw):
    chosen = draw(candidates)
    ids = sorted(candidate.id for candidate in chosen)
    met = {pair: draw(st.integers(0, 1000)) for pair in itertools.combinations(ids, 2)}
    return Roster(chosen, met, Caps(draw(shares), draw(shares)))


def test_contestants_that_never_met_all_meet_equally_often():
    probabilities = pair_probabilities(Roster([Candidate(1), Candidate(2), Candidate(3)]))

    assert probabilities == pytest.approx({(1, 2): 1 / 3, (1, 3): 1 / 3, (2, 3): 1 / 3})


def test_near_pairs_with_few_votes_come_first():
    chosen = [Candidate(1, rating=1000), Candidate(2, rating=1000), Candidate(3, rating=1400)]

    probabilities = pair_probabilities(Roster(chosen, {(1, 2): 3, (1, 3): 8, (2, 3): 0}))

    # sqrt(p (1 - p)) is 1/2 for a level pair, and sqrt(10 / 121) for 400 points.
    far = math.sqrt(10 / 121) * math.exp(-2)
    keen = [0.5 * (1 / 2 - 1 / math.sqrt(5)), far * (1 / 3 - 1 / math.sqrt(10))]
    keen.append(far * (1 - 1 / math.sqrt(2)))
    expected = [0.8 * k / sum(keen) + 0.2 / 3 for k in keen]
    assert list(probabilities.values()) == pytest.approx(expected)


def test_a_newcomer_is_met_more_often_than_an_even_draw_would():
    chosen = [Candidate(i, rating=1000) for i in range(9)] + [Candidate(9)]
    met = dict.fromkeys(itertools.combinations(range(9), 2), 100)

    probabilities = pair_probabilities(Roster(chosen, met, Caps(contestant=0.5)))

    share = sum(p for pair, p in probabilities.items() if 9 in pair)
    assert share == pytest.approx(0.5)


def test_one_contestant_makes_no_battle():
    with pytest.raises(TooFewContestants):
        choose_pair(Roster([Candidate(1)]), random.Random(0))


def test_weights_that_are_all_zero_do_not_stop_the_arena():
    roster = Roster([Candidate(1, weight=0), Candidate(2, weight=0)])

    assert pair_probabilities(roster) == {(1, 2): 1.0}


def test_caps_by_hand():
    probabilities = {(1, 2): 0.7, (1, 3): 0.2, (2, 3): 0.1}

    # 1 is in 0.9 of the battles, 2/3 when even: 0.8 needs (0.9 - 0.8) / (0.9 - 2/3) = 3/7 of that.
    found = capped(probabilities, Caps(contestant=0.8))

    assert found == pytest.approx({pair: 4 / 7 * p + 1 / 7 for pair, p in probabilities.items()})
    assert capped(probabilities, Caps()) == probabilities
    assert capped(probabilities, Caps(pair=0.01)) == pytest.approx(dict.fromkeys(found, 1 / 3))


def test_sides_are_tossed_and_the_propensity_is_that_of_the_pair():
    rng = random.Random(7)
    roster = Roster([Candidate(1), Candidate(2), Candidate(3)])

    pairs = [choose_pair(roster, rng) for _ in range(3000)]

    counts = Counter((pair.left, pair.right) for pair in pairs)
    assert len(counts) == 6
    assert all(abs(count / 3000 - 1 / 6) < 0.03 for count in counts.values())
    assert all(pair.propensity == pytest.approx(1 / 3) for pair in pairs)


def test_votes_weighted_by_inverse_propensity_are_unbiased():
    """However uneven the draw, sum of y / propensity estimates the sum of all pairs' shares."""
    rng = random.Random(3)
    chosen = [Candidate(i, rating=1000 + 150 * i) for i in range(5)]
    met = {pair: 40 * i for i, pair in enumerate(itertools.combinations(range(5), 2))}
    roster = Roster(chosen, met, Caps(0.6, 0.3))
    share = {pair: (pair[0] + 1) / 10 for pair in met}

    drawn = [choose_pair(roster, rng) for _ in range(6000)]
    plain, weighted = [], []
    for pair in drawn:
        y = share[min(pair.left, pair.right), max(pair.left, pair.right)]
        plain.append(y)
        weighted.append(y / pair.propensity / len(share))

    truth = sum(share.values()) / len(share)
    error = np.std(weighted) / math.sqrt(len(weighted))
    assert abs(np.mean(weighted) - truth) < 4 * error
    assert abs(np.mean(plain) - truth) > 4 * error


def votes_until_known(draw, num=12, met_before=60, wanted=20):
    """How many votes until a newcomer has met each of the others so often, on average."""
    met = dict.fromkeys(itertools.combinations(range(num), 2), float(met_before))
    newcomers = [pair for pair in met if num - 1 in pair]
    met |= dict.fromkeys(newcomers, 0.0)
    for num_votes in itertools.count(10, 10):
        for pair, p in draw(met).items():
            met[pair] += 10 * p
        if sum(met[pair] for pair in newcomers) >= wanted * len(newcomers):
            return num_votes


def test_a_newcomer_is_known_after_far_fewer_votes_than_by_an_even_draw():
    chosen = [Candidate(i, rating=900.0 + 20 * i) for i in range(12)]
    caps = Caps(contestant=0.5)

    keen = votes_until_known(lambda met: pair_probabilities(Roster(chosen, met, caps)))
    even = votes_until_known(lambda met: dict.fromkeys(met, 1 / len(met)))

    assert keen < even / 2


@given(rosters())
def test_every_pair_has_a_chance_and_all_chances_sum_to_one(roster):
    probabilities = pair_probabilities(roster)

    assert len(probabilities) == math.comb(len(roster.candidates), 2)
    assert math.fsum(probabilities.values()) == pytest.approx(1.0)
    assert all(0 <= p <= 1 + 1e-12 for p in probabilities.values())
    if all(candidate.weight > 1e-6 for candidate in roster.candidates):
        assert min(probabilities.values()) > 0


@given(rosters())
def test_the_caps_hold_as_far_as_they_can(roster):
    probabilities = pair_probabilities(roster)

    drawn = [pair for pair, p in probabilities.items() if p > 0]
    level = Counter(itertools.chain(*drawn))
    most = max(roster.caps.contestant, max(level.values()) / len(drawn))
    for contestant in level:
        share = sum(p for pair, p in probabilities.items() if contestant in pair)
        assert share <= most + 1e-9
    assert max(probabilities.values()) <= max(roster.caps.pair, 1 / len(drawn)) + 1e-9


@given(rosters(), st.randoms(use_true_random=False))
def test_the_order_of_the_roster_does_not_matter(roster, rng):
    shuffled = list(roster.candidates)
    rng.shuffle(shuffled)
    other = Roster(shuffled, roster.num_met, roster.caps)

    assert pair_probabilities(other) == pytest.approx(pair_probabilities(roster))
