"""Beliefs and verdicts against worked examples, and what a change of truth does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from games.analysis.beliefs import SCORES, score_beliefs, score_verdicts
from games.analysis.errors import CannotMeasure

WORKED = ["unknown", "possibly false", "possibly true", "possibly false", "false"]


def test_the_worked_example_of_a_false_statement():
    scores = score_beliefs(WORKED, truth=False)
    assert (scores.lenient_recall, scores.strict_recall) == (0.6, 0.2)
    assert scores.first_appearance == 2
    assert scores.final_rank == 1
    assert scores.consistency == 0.5  # two reversals in four steps
    assert scores.brier == pytest.approx(0.05**2)
    assert scores.mean_brier == pytest.approx((0.25 + 0.0625 + 0.5625 + 0.0625 + 0.0025) / 5)


def test_a_verdict_agrees_with_the_belief_before_it_or_not():
    assert score_beliefs(WORKED, truth=False, verdict=False).agrees_with_verdict is True
    assert score_beliefs(WORKED, truth=False, verdict=True).agrees_with_verdict is False
    assert score_beliefs(WORKED, truth=False).agrees_with_verdict is None
    assert score_beliefs(["unknown"], truth=False, verdict=True).agrees_with_verdict is False


def test_a_single_probe_is_consistent():
    assert score_beliefs(["true"], truth=True).consistency == 1


def test_a_turn_without_a_probe_keeps_its_number():
    scores = score_beliefs([None, "true"], truth=True, num_turns=5)
    assert (scores.first_appearance, scores.lenient_recall) == (2, 1)
    assert score_beliefs(["false"], truth=True, num_turns=5).censored_first == 6


def test_what_is_no_level_is_refused_with_those_there_are():
    with pytest.raises(CannotMeasure, match=r"“perhaps” .* possibly true"):
        score_beliefs(["perhaps"], truth=True)
    with pytest.raises(CannotMeasure, match="No turn"):
        score_beliefs([None], truth=True)


OPPOSITE = {level: next(o for o, b in SCORES.items() if b == -SCORES[level]) for level in SCORES}


@given(st.lists(st.sampled_from(sorted(SCORES)), min_size=1, max_size=9), st.booleans())
def test_the_opposite_beliefs_of_the_opposite_truth_score_the_same(beliefs, truth):
    mirrored = score_beliefs([OPPOSITE[level] for level in beliefs], truth=not truth)
    scores = score_beliefs(beliefs, truth=truth)
    assert mirrored.mean_brier == pytest.approx(scores.mean_brier)
    assert (mirrored.lenient_recall, mirrored.strict_recall) == (
        scores.lenient_recall,
        scores.strict_recall,
    )
    assert mirrored.consistency == scores.consistency
    assert (
        mirrored.final_rank
        == scores.final_rank
        == 6 - score_beliefs(beliefs, truth=not truth).final_rank
    )


def test_always_false_is_half_right_however_many_statements_are_false():
    scores = score_verdicts([(False, False)] * 90 + [(False, True)] * 10)
    assert scores.balanced_accuracy == 0.5
    assert scores.share_false.value == 1
    assert (scores.on_true.value, scores.on_false.value) == (0, 1)
    low, high = scores.interval
    assert low < 0.5 < high


def test_balanced_accuracy_is_the_mean_of_both_kinds():
    """3 of 4 true and 1 of 2 false statements right."""
    verdicts = [(True, True)] * 3 + [(False, True), (False, False), (True, False)]
    scores = score_verdicts(verdicts)
    assert scores.balanced_accuracy == pytest.approx((0.75 + 0.5) / 2)
    assert scores.share_false.value == pytest.approx(2 / 6)


def test_without_one_kind_of_statement_there_is_no_balanced_accuracy():
    scores = score_verdicts([(False, False)] * 5)
    assert (scores.balanced_accuracy, scores.interval) == (None, None)
    assert scores.on_true.value is None
