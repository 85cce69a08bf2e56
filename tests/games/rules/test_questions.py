"""Akinator, move by move."""

import pytest

from games.rules import GAMES
from games.rules.base import Deal, Fact, IllegalMove, ImpossibleDeal, Position, Result, replay
from games.rules.questions import GUESSER, HOLDER

AKINATOR = GAMES["akinator"]
DEAL = Deal("classic", num_turns=4, seed=1, item={"word": "guitar", "aliases": ["six-string"]})


def play(*moves: tuple[str, dict], deal: Deal = DEAL) -> tuple[Position, list[Fact]]:
    position, facts = AKINATOR.start(deal), []
    for seat, move in moves:
        new = AKINATOR.apply(position, seat, move)
        facts += new
        for fact in new:
            position = AKINATOR.evolve(position, fact)
    assert replay(AKINATOR, deal, facts) == position
    return position, facts


def ask(text: str = "Is it alive?", **more) -> tuple[str, dict]:
    return GUESSER, {"question": text, **more}


def guess(text: str) -> tuple[str, dict]:
    return GUESSER, {"guess": text}


def answer(value: str = "no") -> tuple[str, dict]:
    return HOLDER, {"answer": value}


def test_a_right_guess_wins_for_both():
    position, _ = play(ask(), answer(), guess("a Guitar"))
    outcome = AKINATOR.outcome(position)
    assert set(outcome.results.values()) == {Result.WON}
    assert (outcome.reason, outcome.score[HOLDER]) == ("guessed", 75.0)


def test_three_wrong_guesses_lose_for_both():
    position, _ = play(guess("dog"), guess("cat"), guess("cow"))
    outcome = AKINATOR.outcome(position)
    assert set(outcome.results.values()) == {Result.LOST}
    assert outcome.reason == "three-wrong-guesses"


def test_a_synonym_that_the_bank_knows_is_called_close():
    deal = Deal("classic", 4, 1, {"word": "parcel", "near": ["package"]})
    _, facts = play(guess("a package"), deal=deal)
    ruled = facts[-1].payload
    assert (ruled["holds"], ruled["is_near"], ruled["rule"]) == (False, True, "synonym")


def test_the_last_turn_is_a_guess():
    moves = [ask("Is it red?"), answer(), ask("Is it big?"), answer(), ask("Is it new?"), answer()]
    position, _ = play(*moves)
    (option,) = AKINATOR.legal(position, GUESSER).options
    assert list(option) == ["guess"]
    with pytest.raises(IllegalMove, match="last turn"):
        AKINATOR.apply(position, *ask("Is it old?"))
    position, _ = play(*moves, guess("dog"))
    assert AKINATOR.outcome(position).reason == "no-turns-left"


def test_a_question_asked_twice_is_noted_and_costs_a_turn():
    position, facts = play(ask("Is it alive?"), answer(), ask("is it ALIVE"), answer())
    assert [f.payload["is_repeat"] for f in facts if f.kind == "asked"] == [False, True]
    assert AKINATOR.view(position, GUESSER)["num_used"] == 2
    assert AKINATOR.legal(position, GUESSER).again != AKINATOR.legal(position, GUESSER).options


@pytest.mark.parametrize(
    ("move", "words"),
    [
        (answer(), "not your turn"),
        ((GUESSER, {"song": "la"}), "one only: question, guess"),
        ((GUESSER, {"question": " \n "}), "Write something"),
        ((GUESSER, {"guess": "x" * 161}), "161 characters"),
    ],
)
def test_what_is_not_legal_is_refused_in_words(move, words):
    with pytest.raises(IllegalMove, match=words):
        AKINATOR.apply(AKINATOR.start(DEAL), *move)


def test_the_word_is_seen_by_its_holder_and_at_the_end_by_all():
    position, _ = play(ask(), answer())
    assert AKINATOR.view(position, GUESSER)["word"] is None
    assert AKINATOR.view(position, None)["word"] is None
    assert AKINATOR.view(position, HOLDER)["word"] == "guitar"
    position, _ = play(guess("six-string"))
    assert AKINATOR.view(position, None)["word"] == "guitar"


def test_what_a_model_believes_is_kept_and_seen_by_nobody():
    _, facts = play(ask(candidates=["dog", "dog", "piano"]))
    listed = facts[0]
    assert listed.payload == {"candidates": ["dog", "piano"]}
    assert not any(listed.is_seen_by(seat) for seat in (GUESSER, HOLDER, None))


def test_a_holder_may_bring_a_word_of_their_own():
    deal = Deal("own-word", num_turns=20, seed=1)
    position, facts = play((HOLDER, {"word": " kite "}), deal=deal)
    assert facts[0].seen_by == (HOLDER,)
    position, _ = play((HOLDER, {"word": "kite"}), guess("Kite."), deal=deal)
    assert AKINATOR.outcome(position).reason == "guessed"


def test_a_match_that_cannot_be_is_refused():
    with pytest.raises(ImpossibleDeal, match="There are: classic, own-word"):
        AKINATOR.start(Deal("blitz", 20, 1))
    with pytest.raises(ImpossibleDeal, match="is dealt a word"):
        AKINATOR.start(Deal("classic", 20, 1))
