"""Lists of candidates against worked examples, and what holds for any of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from games.analysis.candidates import MOST_CANDIDATES, as_read, score_candidates
from games.analysis.errors import CannotMeasure


def guitar(text: str) -> bool:
    return text.casefold() in {"guitar", "six-string"}


WORKED = [
    ["dog", "chair", "piano"],
    ["piano", "guitar", "violin"],
    ["guitar", "violin", "cello"],
    ["violin", "guitar"],
]


def test_the_worked_example_of_a_guitar():
    scores = score_candidates(WORKED, guitar)
    assert scores.ranks == (None, 2, 1, 2)
    assert scores.round_recall == 0.75
    assert scores.top_recalls == {1: 0.25, 3: 0.75, 5: 0.75}
    assert scores.session_recall == 1
    assert scores.first_appearance == scores.censored_first == 2
    assert (scores.final_rank, scores.reciprocal_rank) == (2, 0.5)


def test_a_word_that_never_comes_up_in_twenty_turns():
    scores = score_candidates([["dog"]] * 20, guitar)
    assert scores.round_recall == scores.session_recall == scores.reciprocal_rank == 0
    assert scores.first_appearance is None
    assert (scores.censored_first, scores.final_rank) == (21, 11)


def test_a_session_that_ends_early_is_censored_by_the_turns_of_the_game():
    assert score_candidates([["dog"]] * 3, guitar, num_turns=20).censored_first == 21


def test_an_alias_counts_as_the_word():
    assert score_candidates([["lute", "Six-String"]], guitar).ranks == (2,)


def test_repetitions_take_no_place_and_places_end_after_ten():
    assert score_candidates([["dog", "Dog ", "", "guitar"]], guitar).ranks == (2,)
    assert score_candidates([[*(f"thing {n}" for n in range(10)), "guitar"]], guitar).ranks == (
        None,
    )


def test_candidates_of_the_same_sense_are_one():
    assert as_read(["dogs", "dog", "cat"], sense=lambda text: text.rstrip("s")) == ("dogs", "cat")


def test_a_turn_without_a_probe_keeps_its_number_and_counts_in_no_share():
    scores = score_candidates([None, ["dog"], ["guitar"], None], guitar)
    assert (scores.first_appearance, scores.round_recall, scores.final_rank) == (3, 0.5, 1)


def test_a_session_without_probes_is_refused():
    with pytest.raises(CannotMeasure, match="No turn"):
        score_candidates([None, None], guitar)
    with pytest.raises(CannotMeasure, match="A game of 1 turns"):
        score_candidates([["dog"], ["cat"]], guitar, num_turns=1)


lists = st.lists(
    st.lists(st.sampled_from(["dog", "Dog", "guitar", "six-string", "lute", " "]), max_size=14),
    min_size=1,
    max_size=8,
)


@given(lists)
def test_what_holds_for_any_session(session):
    scores = score_candidates(session, guitar)
    at_1, at_3, at_5 = scores.top_recalls.values()
    assert 0 <= at_1 <= at_3 <= at_5 <= scores.round_recall <= scores.session_recall <= 1
    assert 1 <= scores.censored_first <= len(session) + 1
    assert 1 <= scores.final_rank <= MOST_CANDIDATES + 1
    assert (scores.censored_first == len(session) + 1) == (scores.session_recall == 0)


@given(lists)
def test_a_better_last_list_never_lowers_a_score(session):
    before = score_candidates(session, guitar)
    after = score_candidates([*session[:-1], ["guitar", *session[-1]]], guitar)
    assert after.final_rank == 1
    assert after.round_recall >= before.round_recall
    assert after.censored_first <= before.censored_first
