"""Attacks on small boards, whose course can be foreseen, and on the real one."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ranking.attack.board import shares_of
from ranking.attack.drawing import ByLesson, draw_pairs, draws_as_before
from ranking.attack.habits import Habits, as_expected, drawn_scores
from ranking.attack.plans import Attack, ImpossiblePlan, Passive, Plan
from ranking.attack.simulation import ground_of, simulate
from ranking.attack.trials import curve, run_trials
from ranking.stats.counts import PairCounts
from tests.ranking.attack.boards import arena, counts_of, ladder
from tests.ranking.stats.cases import unhurried

UP = Plan(target=5, rank=1, refit_every=100, most_interactions=20_000)
DOWN = Plan(target=0, rank=6, refit_every=100, most_interactions=20_000)


def run(plan: Plan, seed: int = 1, counts=None):
    return simulate(ground_of(counts or ladder(6)), plan, np.random.default_rng(seed))


@pytest.mark.parametrize("plan", [UP, DOWN])
@pytest.mark.parametrize("attack", list(Attack))
def test_every_attack_moves_its_target_to_the_rank(plan, attack):
    course = run(replace(plan, attack=attack))
    assert course.reached
    assert course.moments[-1].place == plan.rank


def test_a_perfect_detector_that_abstains_only_votes_for_its_target():
    course = run(replace(UP, accuracy=1.0))
    last = course.moments[-1]
    assert last.cast_votes == last.target_votes < last.interactions
    places = [moment.place for moment in course.moments]
    assert places == sorted(places, reverse=True)


def test_a_target_that_is_never_drawn_gains_nothing():
    counts = counts_of([[0, 90, 80, 7], [60, 0, 70, 8], [50, 60, 0, 9], [1, 1, 1, 0]])
    draws = np.zeros((4, 4))
    draws[0, 1] = 1.0
    ground = replace(ground_of(counts), draws=draws)
    plan = Plan(target=3, rank=1, accuracy=1.0, refit_every=50, most_interactions=500)
    last = simulate(ground, plan, np.random.default_rng(0)).moments[-1]
    assert (last.target_votes, last.cast_votes, last.place) == (0, 0, 4)


@unhurried
@given(st.integers(0, 10_000), st.sampled_from(list(Passive)), st.floats(0.5, 1.0))
def test_votes_are_counted_as_they_are_cast(seed, passive, accuracy):
    plan = replace(UP, passive=passive, accuracy=accuracy, most_interactions=300)
    for before, after in pairwise(run(plan, seed).moments):
        cast = after.cast_votes - before.cast_votes
        assert 0 <= after.target_votes - before.target_votes <= cast <= 100
        assert cast == 100 or passive is Passive.ABSTAIN


def test_a_better_detector_never_needs_more_interactions_on_average():
    ground = ground_of(ladder(6))
    needed = []
    for accuracy in (0.6, 0.8, 1.0):
        plan = replace(UP, accuracy=accuracy, trusts_alarms=True)
        courses = run_trials(ground, plan, num_trials=8, seed=4).courses
        needed.append(np.mean([course.moments[-1].interactions for course in courses]))
    assert needed == sorted(needed, reverse=True)


def test_random_votes_elsewhere_draw_everybody_together():
    ground = ground_of(ladder(6))
    abstaining = run_trials(ground, UP, num_trials=5, seed=2).efforts[-1]
    plan = replace(UP, passive=Passive.RANDOM)
    random = run_trials(ground, plan, num_trials=5, seed=2).efforts[-1]
    assert random.target_votes < abstaining.target_votes


def test_normal_votes_elsewhere_change_nothing_on_average():
    ground = ground_of(ladder(6))
    abstaining = run_trials(ground, UP, num_trials=8, seed=2).efforts[-1]
    plan = replace(UP, passive=Passive.NORMAL)
    normal = run_trials(ground, plan, num_trials=8, seed=2).efforts[-1]
    assert normal.target_votes == pytest.approx(abstaining.target_votes, rel=0.35)


def test_votes_against_the_odds_can_be_thrown_away():
    plan = replace(UP, accuracy=1.0, upset_limit=0.5, most_interactions=1000)
    filtered = run(plan)
    assert filtered.moments[-1].cast_votes == 0
    assert not filtered.reached


def test_the_same_seed_gives_the_same_course():
    assert run(UP, seed=7) == run(UP, seed=7)
    assert run(UP, seed=7) != run(UP, seed=8)


def test_pairs_are_drawn_uniformly_or_as_they_met():
    counts = counts_of([[0, 30, 0], [30, 0, 20], [0, 20, 0]])
    drawn = np.sort(draw_pairs(None, 3, 9000, np.random.default_rng(0)), axis=1)
    _, nums = np.unique(drawn @ [3, 1], return_counts=True)
    np.testing.assert_allclose(nums, 3000, atol=200)
    drawn = draw_pairs(draws_as_before(counts), 3, 9000, np.random.default_rng(0))
    pairs, nums = np.unique(drawn, axis=0, return_counts=True)
    assert pairs.tolist() == [[0, 1], [1, 2]]
    assert nums[0] / 9000 == pytest.approx(0.6, abs=0.02)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"rank": 6}, "stands at rank 6 already"),
        ({"rank": 9}, "ranks 1 to 6"),
        ({"target": 6}, "from 0 to 5"),
        ({"accuracy": 0.4}, "0.5"),
        ({"refit_every": 0}, "at least one"),
        ({"upset_limit": 0.2}, "0.5 to 1"),
        ({"crowd": -1.0}, "0 to 1,000 votes"),
        ({"crowd": float("nan")}, "0 to 1,000 votes"),
    ],
)
def test_plans_that_make_no_sense_are_refused_in_words(change, words):
    with pytest.raises(ImpossiblePlan, match=words):
        run(replace(UP, **change))


def test_a_curve_is_thinned_but_keeps_its_ends():
    course = run(replace(UP, accuracy=0.5, refit_every=1, most_interactions=1000))
    points = curve(course)
    assert len(points) <= 200
    assert points[0] == (0, 6)
    assert points[-1] == (course.moments[-1].interactions, course.moments[-1].place)


def test_a_crowd_votes_as_often_as_is_asked_for_each_vote_of_the_attacker():
    """Battles without a vote take no time: 9 honest votes for each that is cast, not started."""
    for plan in (UP, replace(UP, passive=Passive.RANDOM)):
        for crowd in (0.0, 0.3, 9.0):
            for moment in run(replace(plan, crowd=crowd, most_interactions=500)).moments:
                assert moment.crowd_votes == int(crowd * moment.cast_votes)


def test_a_crowd_as_the_board_expects_leaves_it_where_it_is():
    """Of 40,000 honest points on a pair, each side has the share that the odds say."""
    ground = ground_of(ladder(4, num_each=1000, step=0.8))
    honest = as_expected(ground.habits, shares_of(ground.strengths))
    for pair in [(0, 1), (0, 3), (3, 1)]:
        scores = drawn_scores(np.full((40_000, 2), pair), honest, rng())
        assert scores.mean() == pytest.approx(shares_of(ground.strengths)[pair], abs=0.01)


def test_ties_of_a_crowd_are_as_common_as_before_where_the_odds_leave_room():
    """At odds of 3 to 1 there is room for half of all to be ties, and then nobody loses."""
    half = np.full((2, 2), 0.5)
    shares = np.array([[0.5, 0.75], [0.25, 0.5]])
    honest = as_expected(Habits(won=half / 2, tied=half), shares)
    assert (honest.won[0, 1], honest.tied[0, 1], honest.won[1, 0]) == (0.5, 0.5, 0.0)
    seldom = as_expected(Habits(won=half / 2, tied=half / 5), shares)
    assert (seldom.won[0, 1], seldom.tied[0, 1]) == pytest.approx((0.7, 0.1))


def test_of_two_contestants_a_crowd_keeps_the_first_where_the_false_votes_are_few():
    """30 to 10. Alone it takes 20 votes. Beside one honest vote for each, a fourth of them for the
    second: 10 + n + n / 4 passes 30 + 3 n / 4 at n = 40. Beside nine it is never: 10 + 3.25 n
    stays below 30 + 6.75 n."""
    counts = counts_of([[0, 30], [10, 0]])
    plan = Plan(target=1, rank=1, accuracy=1.0, refit_every=1, most_interactions=500)
    assert run(plan, counts=counts).moments[-1].cast_votes == 20
    one = replace(plan, crowd=1.0)
    needed = [run(one, seed, counts).moments[-1].cast_votes for seed in range(40)]
    assert np.mean(needed) == pytest.approx(40, rel=0.2)
    assert not run(replace(plan, crowd=9.0), counts=counts).reached


def test_a_filter_of_upsets_spares_no_honest_vote():
    """No win against the odds counts: what the crowd adds to a board of two is for the first."""
    counts = counts_of([[0, 30], [10, 0]])
    plan = Plan(target=0, rank=2, accuracy=1.0, refit_every=10, most_interactions=200, crowd=5.0)
    assert run(replace(plan, upset_limit=0.5), counts=counts).moments[-1].crowd_votes == 0
    votes_against = replace(plan, target=1, rank=1, passive=Passive.TIE, upset_limit=0.9)
    assert run(votes_against, counts=counts).moments[-1].crowd_votes > 0


def test_a_newcomer_is_met_more_often_where_pairs_are_drawn_by_what_a_vote_teaches():
    counts = with_seldom_met(ladder(8, num_each=400), target=7, share=0.02)
    plan = Plan(target=7, rank=1, accuracy=1.0, refit_every=200, most_interactions=2000)
    evenly = simulate(ground_of(counts), plan, rng()).moments[1]
    keenly = simulate(ground_of(counts, draws=ByLesson()), plan, rng()).moments[1]
    assert 1.5 * evenly.target_votes < keenly.target_votes
    assert keenly.target_votes < 0.6 * 200  # the cap is half of all battles


def with_seldom_met(counts, *, target: int, share: float):
    """The same counts with only this share of the target's battles."""
    kept = np.where((counts.pairs == target).any(axis=1), share, 1.0)
    columns = (column * kept for column in counts.columns)
    return PairCounts(counts.num_contestants, counts.pairs, *columns)


PUBLISHED = [  # Huang Y. et al. (2025): target, rank, votes on the target
    ("llama-13b", 128, 126),
    ("llama-13b", 79, 1304),
    ("chatgpt-4o-latest", 3, 748),
    ("gemini-1.5-pro-exp-0801", 1, 696),
    ("gpt-4o-2024-05-13", 1, 1668),
    ("gpt-4o-mini-2024-07-18", 1, 1880),
    ("chatglm-6b", 127, 340),
]


@pytest.mark.parametrize(("name", "rank", "votes"), PUBLISHED)
def test_random_votes_elsewhere_take_as_many_as_published(name, rank, votes):
    models, ground = arena()
    plan = Plan(target=models.index(name), rank=rank, passive=Passive.RANDOM)
    efforts = run_trials(ground, plan, num_trials=2, seed=0).efforts
    assert efforts[-1].rank == rank
    assert efforts[-1].target_votes == pytest.approx(votes, rel=0.15)


def test_the_fifth_of_the_real_board_becomes_first_only_with_votes_on_everything():
    """Published: 3,127 votes in 206,000 interactions; strict abstaining does not get there."""
    models, ground = arena()
    plan = Plan(target=models.index("claude-3-5-sonnet-20240620"), rank=1)
    first = run_trials(ground, replace(plan, passive=Passive.RANDOM), num_trials=2, seed=0)
    assert first.efforts[-1].rank == 1
    assert first.efforts[-1].target_votes == pytest.approx(3127, rel=0.1)
    assert first.efforts[-1].interactions == pytest.approx(206_000, rel=0.1)
    abstaining = simulate(ground, replace(plan, most_interactions=210_000), rng())
    assert abstaining.moments[-1].place > 2


def rng() -> np.random.Generator:
    return np.random.default_rng(0)


def test_votes_in_every_battle_move_further_than_votes_on_the_target():
    """Min et al.: phi-3-small within 20,000 votes."""
    models, ground = arena()
    target = models.index("phi-3-small-8k-instruct")
    ends = {}
    for attack in Attack:
        plan = Plan(target=target, rank=1, attack=attack, accuracy=1.0, refit_every=200,
                    most_interactions=20_000)  # fmt: skip
        course = simulate(ground, plan, rng())
        assert course.moments[0].place == 73
        ends[attack] = course.moments[-1].place
    assert ends[Attack.OMNI_RELATIVE] <= ends[Attack.OMNI_ABSOLUTE] < ends[Attack.OMNI_ONLINE]
    assert ends[Attack.OMNI_ONLINE] < ends[Attack.TARGET_ONLY] < 73
