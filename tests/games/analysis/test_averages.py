"""Averages over sessions and prompts, first appearances, and profiles of skills."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from games.analysis.averages import macro_average
from games.analysis.beliefs import score_beliefs
from games.analysis.candidates import score_candidates
from games.analysis.errors import CannotMeasure
from games.analysis.first_appearance import kaplan_meier, summarise_first_appearances
from games.analysis.skills import (
    METRICS,
    Metric,
    SessionMetrics,
    Skill,
    of_beliefs,
    of_candidates,
    profiles,
)


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_each_prompt_counts_the_same_however_often_it_was_drawn():
    """Means 1 and 0 of prompts with three sessions and one: 0.5, not 0.75."""
    average = macro_average([1, 1, 1, 0, None], ["a", "a", "a", "b", "b"], rng=rng())
    assert (average.value, average.num_sessions, average.num_prompts) == (0.5, 4, 2)
    assert average.spread == pytest.approx(np.std([0, 1], ddof=1))
    assert average.low <= 0.5 <= average.high


def test_one_session_has_no_interval_and_none_has_no_average():
    average = macro_average([0.3], ["a"], rng=rng())
    assert (average.value, average.low, average.high, average.spread) == (0.3, None, None, None)
    with pytest.raises(CannotMeasure, match="no sessions"):
        macro_average([None], ["a"], rng=rng())


def test_intervals_hold_the_truth_about_95_times_in_100():
    truths = rng(1)
    inside = 0
    for seed in range(200):
        values = truths.normal(size=60)
        average = macro_average(list(values), ["a", "b", "c"] * 20, rng=rng(seed), num_samples=300)
        inside += average.low <= 0 <= average.high
    assert 0.90 <= inside / 200 <= 0.98


@given(st.lists(st.tuples(st.floats(-5, 5), st.sampled_from("abc")), min_size=2, max_size=20))
def test_an_average_minds_no_order_and_lies_within_its_values(rows):
    values, prompts = zip(*rows, strict=True)
    average = macro_average(values, prompts, rng=rng(), num_samples=20)
    reversed_one = macro_average(values[::-1], prompts[::-1], rng=rng(), num_samples=20)
    assert average.value == pytest.approx(reversed_one.value, abs=1e-12)
    assert min(values) - 1e-9 <= average.low <= average.high <= max(values) + 1e-9


def test_the_curve_of_patients_on_6_mercaptopurine():
    """Freireich et al. (1963), as in Cox and Oakes (1984), 21 patients, 9 relapses:
    .857 .807 .753 .690 .627 .538 .448 at 6, 7, 10, 13, 16, 22 and 23 weeks."""
    relapses = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    censored = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    curve = kaplan_meier(relapses, censored)
    assert curve.turns == (6, 7, 10, 13, 16, 22, 23)
    published = [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448]
    assert curve.missing == pytest.approx(published, abs=5e-4)
    assert curve.num_looking == (21, 17, 15, 12, 11, 7, 6)
    limits = zip(curve.lows, curve.missing, curve.highs, strict=True)
    assert all(low < p < high for low, p, high in limits)


def test_first_appearances_of_hits_and_of_all():
    """Hits at 2 and 4; misses after 20 turns and after 3: 21 each where they are counted."""
    found = summarise_first_appearances([2, 4, None, None], [9, 9, 20, 3], num_turns=20)
    assert (found.mean_of_hits, found.miss_rate, found.censored_mean) == (3, 0.5, 12)
    assert found.curve.turns == (2, 4)
    assert found.curve.missing == pytest.approx([0.75, 0.375])
    assert found.curve.num_looking == (4, 2)


def test_first_appearances_without_a_hit_or_without_sessions():
    found = summarise_first_appearances([None], [20], num_turns=20)
    assert (found.mean_of_hits, found.miss_rate, found.curve.turns) == (None, 1, ())
    everybody = summarise_first_appearances([1, 1], [1, 1], num_turns=20)
    assert (everybody.curve.missing, everybody.curve.lows, everybody.curve.highs) == (
        (0.0,),
        (0.0,),
        (1.0,),
    )
    with pytest.raises(CannotMeasure, match="no sessions"):
        summarise_first_appearances([], [], num_turns=20)
    with pytest.raises(CannotMeasure, match="between 1 and 20"):
        summarise_first_appearances([5], [4], num_turns=20)


def sessions_of(contestant: str, firsts: list[float], game: str = "akinator"):
    return [SessionMetrics(contestant, game, "a", {"censored_first": f}) for f in firsts]


FIRST = Metric("akinator", "censored_first", Skill.DEDUCTIVE, less_is_better=True)


def test_z_scores_by_hand_with_the_sign_of_what_is_better():
    """Means 2, 4 and 6: mean 4, deviation sqrt(8 / 3); the earliest is the best."""
    sessions = [*sessions_of("quick", [1, 3]), *sessions_of("middle", [4, 4])]
    sessions += sessions_of("slow", [6])
    found = profiles(sessions, rng=rng(), metrics=[FIRST])
    z = 2 / np.sqrt(8 / 3)
    quick, slow = found["quick"][Skill.DEDUCTIVE], found["slow"][Skill.DEDUCTIVE]
    assert (quick.value, slow.value) == pytest.approx((z, -z))
    assert found["middle"][Skill.DEDUCTIVE].value == pytest.approx(0)
    assert quick.low < z < quick.high
    assert quick.num_sessions == 2
    assert (slow.low, slow.high) == (None, None)
    assert found["quick"][Skill.ABDUCTIVE] is None


def test_games_count_the_same_however_many_metrics_they_have():
    metrics = [
        Metric("akinator", "x", Skill.MULTI_HOP),
        Metric("akinator", "y", Skill.MULTI_HOP),
        Metric("taboo", "x", Skill.MULTI_HOP),
    ]
    sessions = []
    for name, good in (("up", 1.0), ("down", 0.0)):
        both = {"x": good, "y": good}
        sessions += [SessionMetrics(name, "akinator", "a", both)]
        sessions += [SessionMetrics(name, "taboo", "a", {"x": 1.0 - good})]
    found = profiles(sessions, rng=rng(), metrics=metrics)
    assert found["up"][Skill.MULTI_HOP].value == pytest.approx(0)


def test_a_metric_of_one_contestant_or_without_differences_ranks_nobody():
    alone = profiles(sessions_of("alone", [1, 2]), rng=rng(), metrics=[FIRST])
    assert alone["alone"][Skill.DEDUCTIVE] is None
    same = [*sessions_of("one", [2, 2]), *sessions_of("other", [2, 2])]
    assert profiles(same, rng=rng(), metrics=[FIRST])["one"][Skill.DEDUCTIVE].value == 0


def test_profiles_from_the_scores_of_sessions():
    def names(text: str) -> bool:
        return text == "guitar"

    sessions = []
    for name, lists, beliefs in (
        ("good", [["dog"], ["guitar"]], ["possibly true", "true"]),
        ("bad", [["dog"], ["cat"]], ["possibly false", "unknown"]),
    ):
        words = of_candidates(score_candidates(lists, names))
        sessions += [SessionMetrics(name, game, "a", words) for game in ("akinator", "taboo")] * 2
        of_truth = of_beliefs(score_beliefs(beliefs, truth=True))
        sessions += [SessionMetrics(name, "bluffing", "a", of_truth)] * 2
    found = profiles(sessions, rng=rng(), num_samples=50)
    for skill in (Skill.DEDUCTIVE, Skill.ABDUCTIVE, Skill.INDUCTIVE):
        assert (found["good"][skill].value, found["bad"][skill].value) == pytest.approx((1, -1))
    assert found["good"][Skill.MULTI_HOP].value > 0
    assert found["good"][Skill.MULTI_HOP].num_sessions == 6
    keys = {key for session in sessions for key in session.values}
    assert {metric.key for metric in METRICS} == keys | {"disparity_ratio"}
