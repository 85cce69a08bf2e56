"""Answers, information and honesty, by hand."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from games.analysis.answers import LEANINGS, Answered, disparity_ratio, split_disparity
from games.analysis.errors import CannotMeasure
from games.analysis.honesty import audit, list_consistency
from games.analysis.information import (
    expected_information,
    information_of_question,
    realised_gains,
    told_by,
)
from games.rules.questions import ANSWERS

FACTS = {  # what the oracle knows; all else it does not know
    "alive?": {"dog": "yes", "cat": "yes", "oak": "yes", "car": "no", "guitar": "no"},
    "has wheels?": {"dog": "no", "cat": "no", "oak": "no", "car": "yes", "guitar": "no"},
    "barks?": {"dog": "yes", "cat": "no", "oak": "probably no", "car": "no", "guitar": "no"},
}
WORDS = ["dog", "cat", "oak", "car", "guitar"]


def oracle(word: str, question: str) -> str:
    return FACTS.get(question, {}).get(word, "don't know")


def told(*pairs: tuple[str, str]) -> list[Answered]:
    return [Answered(question, answer) for question, answer in pairs]


def test_every_answer_of_the_game_leans_somewhere():
    assert set(LEANINGS) == set(ANSWERS)


def test_the_worked_disparity_of_three_yes_and_two_no():
    assert disparity_ratio(["no", "yes", "yes", "no", "yes"]) == pytest.approx(0.2)


def test_probably_is_half_and_dont_know_is_nothing():
    assert disparity_ratio(["yes", "probably no", "don't know"]) == pytest.approx(0.5 / 1.5)
    assert disparity_ratio(["don't know"]) is None


def test_what_is_no_answer_is_refused():
    with pytest.raises(CannotMeasure, match="“maybe” is no answer"):
        disparity_ratio(["maybe"])


@given(st.lists(st.sampled_from(ANSWERS)))
def test_a_disparity_lies_between_0_and_1_and_minds_no_order(answers):
    ratio = disparity_ratio(answers)
    assert ratio is None or 0 <= ratio <= 1
    assert ratio == disparity_ratio(sorted(answers))


def test_a_question_splits_the_models_own_candidates():
    """Of dog, cat, oak and car three are alive: |3 - 1| / 4."""
    assert split_disparity(["dog", "cat", "oak", "car"], "alive?", oracle) == 0.5
    assert split_disparity(["dog"], "is it blue?", oracle) is None


def test_the_worked_bits_of_questions_that_split_sixteen():
    assert expected_information(4 / 16) == pytest.approx(0.811, abs=5e-4)
    assert expected_information(8 / 16) == 1
    assert expected_information(0) == 0
    with pytest.raises(CannotMeasure, match="between 0 and 1"):
        expected_information(1.5)


def test_the_bits_of_a_question_over_a_list():
    """One of four barks."""
    bits = information_of_question(["dog", "cat", "oak", "car", "unheard-of"], "barks?", oracle)
    assert bits == pytest.approx(0.811, abs=5e-4)
    assert information_of_question(["dog"], "is it blue?", oracle) is None


def test_the_worked_gains_from_sixteen_to_one():
    gains = realised_gains([16, 8, 3, 1])
    assert gains == pytest.approx([1, 1.415, 1.585], abs=5e-4)
    assert sum(gains) == pytest.approx(4)


def test_gains_of_impossible_counts_are_refused():
    with pytest.raises(CannotMeasure, match="no more candidates"):
        realised_gains([4, 5])
    with pytest.raises(CannotMeasure, match="No candidate is left"):
        realised_gains([4, 0])


def test_bits_are_of_the_words_that_the_answers_before_left():
    """Five words, three alive: H(3/5), and log2 5/3 for a yes; then one of three barks."""
    answers = told(("alive?", "yes"), ("is it blue?", "yes"), ("barks?", "probably no"))
    first, unknown, third = told_by(answers, WORDS, oracle)
    assert (first.expected, first.gained) == pytest.approx((0.971, 0.737), abs=5e-4)
    assert unknown is None
    assert (third.expected, third.gained) == pytest.approx((0.918, 0.585), abs=5e-4)


def test_an_answer_that_no_word_fits_narrows_nothing():
    answers = told(("barks?", "yes"), ("has wheels?", "yes"), ("alive?", "don't know"))
    barks, wheels, alive = told_by(answers, WORDS, oracle)
    assert barks.gained == pytest.approx(math.log2(5))
    assert (wheels, alive) == (None, None)


def test_true_answers_are_kept():
    found = audit("dog", told(("alive?", "yes"), ("has wheels?", "no"), ("blue?", "yes")), oracle)
    assert (found.num_compared, found.agreement, found.is_excluded) == (2, 1, False)


def test_surprising_answers_are_named_and_too_many_exclude():
    """Two of three are the other way: one third is below 70 %."""
    answers = told(("alive?", "no"), ("has wheels?", "probably yes"), ("barks?", "yes"))
    found = audit("dog", answers, oracle)
    assert found.surprising == (1, 2)
    assert found.agreement == pytest.approx(1 / 3)
    assert found.is_excluded


def test_seventy_percent_is_enough():
    answers = told(*[("alive?", "yes")] * 7, *[("has wheels?", "yes")] * 3)
    found = audit("dog", answers, oracle)
    assert found.agreement == pytest.approx(0.7)
    assert not found.is_excluded


def test_one_surprise_of_two_is_no_proof():
    found = audit("dog", told(("alive?", "yes"), ("barks?", "no")), oracle)
    assert (found.agreement, found.is_excluded) == (0.5, False)


def test_the_same_question_answered_both_ways_excludes():
    found = audit("dog", told(("Blue?", "yes"), ("barks?", "yes"), ("blue?", "no")), oracle)
    assert found.contradictions == ((1, 3),)
    assert found.is_excluded


def test_answers_that_no_known_word_can_have_together_exclude():
    answers = told(("alive?", "yes"), ("has wheels?", "yes"), ("barks?", "don't know"))
    assert audit("dog", answers, oracle, words=WORDS).contradictions == ((1, 2),)
    assert audit("dog", answers, oracle).contradictions == ()


def test_an_answer_that_fits_no_word_by_itself_accuses_nobody():
    answers = told(("alive?", "yes"), ("has wheels?", "yes"))
    assert audit("dog", answers, oracle, words=["dog", "cat"]).contradictions == ()


def test_what_the_oracle_cannot_say_is_not_compared():
    found = audit("dog", told(("blue?", "yes")), oracle)
    assert (found.num_compared, found.agreement, found.is_excluded) == (0, None, False)


def test_lists_are_held_against_the_answers_before_them():
    """After "alive", two of three fit; after "has no wheels" besides, both of two."""
    answers = told(("alive?", "yes"), ("has wheels?", "no"), ("barks?", "no"))
    lists = [["car", "dog"], ["dog", "car", "cat"], ["dog", "oak"]]
    assert list_consistency(lists, answers, oracle) == pytest.approx((1 + 2 / 3 + 1) / 3)
    assert list_consistency([None, []], answers, oracle) is None
