"""Boards that rank alike, replays that tell what was believed, and people who play on."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from games.analysis.engagement import (
    Journey,
    compare_surveys,
    completion,
    funnel,
    never_finishing,
    shares_positive,
    useful,
)
from games.analysis.errors import CannotMeasure
from games.analysis.live_and_replay import belief_gap, list_gap, overlap, rank_correlation
from games.analysis.rank_agreement import (
    Scores,
    kendall_tau,
    rank_agreement,
    rank_biased_overlap,
)
from games.analysis.shares import difference_of, share_of

MODELS = ("claude", "gemini", "gpt", "llama", "mistral")
RANKS = {  # as GameArena printed them in September 2024
    "akinator-outcome": (1, 2, 3, 4, 5),
    "taboo-outcome": (4, 5, 1, 3, 2),
    "akinator-retro": (1, 3, 2, 4, 5),
    "taboo-retro": (1, 3, 2, 4, 5),
    "bluffing-retro": (1, 2, 3, 4, 5),
    "chatbot-arena": (3, 2, 1, 4, 5),
    "livebench": (1, 4, 2, 3, 5),
}


def in_order(board: str) -> list[str]:
    return [model for _, model in sorted(zip(RANKS[board], MODELS, strict=True))]


def scores_of(board: str, errors: float | None = None) -> Scores:
    values = {model: -float(rank) for rank, model in zip(RANKS[board], MODELS, strict=True)}
    return Scores(values, {} if errors is None else dict.fromkeys(MODELS, errors))


@pytest.mark.parametrize(
    ("first", "second", "tau"),
    [
        ("akinator-retro", "livebench", 0.8),
        ("akinator-outcome", "livebench", 0.6),
        ("taboo-outcome", "livebench", 0.0),
        ("taboo-outcome", "chatbot-arena", -0.2),
        ("akinator-outcome", "chatbot-arena", 0.4),
        ("akinator-retro", "chatbot-arena", 0.6),
        ("taboo-retro", "chatbot-arena", 0.6),
        ("bluffing-retro", "chatbot-arena", 0.4),
    ],
)
def test_taus_of_the_published_ranks(first, second, tau):
    assert kendall_tau(RANKS[first], RANKS[second]) == pytest.approx(tau)


@pytest.mark.parametrize(
    ("first", "second", "rbo"),
    [
        ("akinator-retro", "livebench", 0.973),
        ("akinator-retro", "chatbot-arena", 0.855),
        ("taboo-outcome", "livebench", 0.810),
    ],
)
def test_overlaps_of_the_published_ranks(first, second, rbo):
    assert rank_biased_overlap(in_order(first), in_order(second)) == pytest.approx(rbo, abs=5e-4)


@given(st.permutations(MODELS), st.permutations(MODELS))
def test_an_overlap_is_symmetric_and_1_only_for_equal_lists(first, second):
    rbo = rank_biased_overlap(first, second)
    assert rbo == pytest.approx(rank_biased_overlap(second, first))
    assert 0 <= rbo <= 1 + 1e-12
    assert (rbo == pytest.approx(1)) == (first == second)


def test_lists_that_cannot_be_compared_are_refused():
    with pytest.raises(CannotMeasure, match="once"):
        rank_biased_overlap(["a", "a"], ["a", "b"])
    with pytest.raises(CannotMeasure, match="empty"):
        rank_biased_overlap([], ["a"])
    with pytest.raises(CannotMeasure, match="between 0 and 1"):
        rank_biased_overlap(["a"], ["a"], persistence=1.0)
    with pytest.raises(CannotMeasure, match="share 2 contestants"):
        rank_agreement(
            Scores({"a": 1.0, "b": 2.0, "c": 0.0}),
            Scores({"a": 1.0, "b": 2.0, "d": 0.0}),
            rng=np.random.default_rng(0),
        )


def test_an_agreement_with_the_interval_of_other_contestants():
    found = rank_agreement(
        scores_of("akinator-retro"), scores_of("livebench"), rng=np.random.default_rng(0)
    )
    assert found.tau.value == pytest.approx(0.8)
    assert found.overlap.value == pytest.approx(0.973, abs=5e-4)
    assert found.pearson.value == pytest.approx(np.corrcoef([1, 3, 2, 4, 5], [1, 4, 2, 3, 5])[0, 1])
    assert not found.by_errors
    assert found.tau.low < 0.8 < found.tau.high
    assert -1 <= found.overlap.low <= found.overlap.high <= 1 + 1e-12


def test_certain_scores_agree_for_certain_and_uncertain_ones_do_not():
    def agreement(errors: float):
        boards = (scores_of(name, errors) for name in ("akinator-retro", "livebench"))
        return rank_agreement(*boards, rng=np.random.default_rng(0), num_samples=300)

    sure, unsure = agreement(1e-6), agreement(1.0)
    assert sure.by_errors
    assert (sure.tau.low, sure.tau.high) == pytest.approx((0.8, 0.8))
    assert unsure.tau.low < 0.4


def test_a_board_that_ties_everybody_agrees_with_nothing():
    tied = Scores(dict.fromkeys(MODELS, 0.0))
    found = rank_agreement(tied, scores_of("livebench"), rng=np.random.default_rng(0))
    assert (found.tau.value, found.overlap.low, found.pearson.high) == (None, None, None)


def test_equal_lists_have_no_gap_and_others_have_one():
    live = [["a", "b", "c"], None, ["a", "b"]]
    assert list_gap(live, live).overlap == list_gap(live, live).rank_correlation == 1
    other = list_gap(live, [["c", "b", "a"], ["a"], ["B", "A"]])
    assert (other.num_turns, other.overlap, other.rank_correlation) == (2, 1, -1)


def test_an_overlap_looks_at_the_first_five():
    assert overlap("abcdefg", "abcxyzg") == pytest.approx(3 / 5)
    assert overlap("ab", "a") == 0.5
    assert overlap("", "") is None


def test_what_one_list_lacks_is_tied_behind_it():
    """a, b against a, c: of the pairs ab, ac and bc, two agree and one is turned round."""
    assert rank_correlation("ab", "ac") == pytest.approx(1 / 3)
    assert rank_correlation("ab", "cd") < 0
    assert rank_correlation("a", "") is None
    assert rank_correlation("a", "a") is None


def test_beliefs_that_lean_alike_and_their_distance():
    gap = belief_gap(["true", "unknown", None, "false"], ["possibly true", "false", "true", "true"])
    assert (gap.num_turns, gap.share_alike) == (3, pytest.approx(1 / 3))
    assert gap.mean_distance == pytest.approx((1 + 2 + 4) / 3)
    assert belief_gap([None], ["true"]).share_alike is None


def test_wilsons_interval_as_newcombe_printed_it():
    """Newcombe (1998), Statistics in Medicine 17, 857: 81 of 263 has 0.2553 to 0.3662, 0 of 20 has
    0 to 0.1611 and 1 of 29 has 0.0061 to 0.1718."""
    for (r, n), limits in {
        (81, 263): (0.2553, 0.3662),
        (0, 20): (0.0, 0.1611),
        (1, 29): (0.0061, 0.1718),
    }.items():
        share = share_of(r, n)
        assert (share.low, share.high) == pytest.approx(limits, abs=6e-5)


def test_three_ranks_agree_by_luck_in_a_third_of_cases():
    """Of six orders two are as far from chance: the same and the reverse."""
    scores = Scores({"a": 3.0, "b": 2.0, "c": 1.0})
    found = rank_agreement(scores, scores, rng=np.random.default_rng(1), num_samples=10)
    assert found.by_luck == pytest.approx(1 / 3)


def test_the_difference_as_newcombe_printed_it():
    """Newcombe (1998), Statistics in Medicine 17, 873, method 10: 56/70 - 48/80 has 0.0524 to
    0.3339 and 9/10 - 3/10 has 0.1705 to 0.8090."""
    for (first, second), limits in {
        ((56, 70), (48, 80)): (0.0524, 0.3339),
        ((9, 10), (3, 10)): (0.1705, 0.8090),
    }.items():
        gap = difference_of(share_of(*first), share_of(*second))
        assert (gap.low, gap.high) == pytest.approx(limits, abs=6e-5)


def test_a_share_of_nothing_is_unknown_and_an_impossible_one_is_refused():
    nothing = share_of(0, 0)
    assert (nothing.value, nothing.low, nothing.high) == (None, 0, 1)
    assert difference_of(nothing, share_of(1, 2)) is None
    with pytest.raises(CannotMeasure, match="3 of 2"):
        share_of(3, 2)


JOURNEYS = [
    Journey("x", num=2),
    Journey("x", has_moved=True),
    Journey("y", has_moved=True, is_midway=True),
    Journey("y", has_moved=True, is_finished=True, is_followed=True),
    Journey("y", True, is_midway=True, is_finished=True, counts=True, is_followed=True),
]


def test_a_funnel_counts_each_stage():
    found = funnel(JOURNEYS)
    assert (found.num_started, found.num_moved, found.num_midway) == (6, 4, 3)
    assert (found.num_finished, found.num_counted, found.num_followed) == (2, 1, 2)


def test_completion_by_both_definitions():
    found = completion(JOURNEYS)
    assert (found.of_started.value, found.of_moved.value) == (pytest.approx(2 / 6), 0.5)


def test_what_counts_is_a_share_of_all_that_began():
    assert useful(JOURNEYS).value == pytest.approx(1 / 6)


def test_the_published_completion_of_the_live_game():
    """411 of 750 sessions finished; 262 never had a move of a human: 55 % and 84 %."""
    finished = Journey("x", has_moved=True, is_finished=True, num=411)
    found = completion([finished, Journey("x", num=262), Journey("x", has_moved=True, num=77)])
    assert found.of_started.value == pytest.approx(0.548)
    assert found.of_moved.value == pytest.approx(411 / 488)


def test_a_contestant_that_never_finishes_is_named():
    assert never_finishing(JOURNEYS, least=3) == ("x",)
    assert never_finishing(JOURNEYS) == ()


def test_surveys_compare_the_share_of_the_two_best_answers():
    games = shares_positive({"like": 7, "satisfied": 10, "often": 3}, 10)
    chats = shares_positive({"like": 4, "satisfied": 1}, 10)
    like, satisfied, often = compare_surveys(games, chats)
    assert (like.first.value, like.second.value) == (0.7, 0.4)
    assert like.difference.value == pytest.approx(0.3)
    assert like.difference.low < 0.3 < like.difference.high
    assert satisfied.difference.value == pytest.approx(0.9)
    assert (often.question, often.difference) == ("often", None)
    with pytest.raises(CannotMeasure, match="11 of 10"):
        shares_positive({"like": 11}, 10)
