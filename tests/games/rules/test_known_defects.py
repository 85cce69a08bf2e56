"""What went wrong in an earlier engine of these games, each by name, and does not go wrong here."""

import json

import pytest

from games.rules import GAMES
from games.rules.base import Deal, IllegalMove, Result
from games.rules.bluffing_position import QUESTIONER, TELLER
from games.rules.questions import GUESSER, HOLDER
from tests.games.rules.playing import deal_of, play

AKINATOR, TABOO, BLUFFING = GAMES["akinator"], GAMES["taboo"], GAMES["bluffing"]
ANT = {"word": "ant", "aliases": [], "forbidden": ["car"], "category": "animals"}
ANT_AGAINST = Deal("adversarial", 5, 1, ANT)
ANT_TOGETHER = Deal("classic", 5, 1, ANT)


@pytest.mark.parametrize("game", GAMES.values(), ids=GAMES)
def test_the_secret_and_the_task_are_not_sent_to_the_client(game):
    for mode in game.modes:
        position = game.start(deal_of(mode))
        tasks = [task for seat in game.seats for task in game.brief(position, seat).task]
        for seat in (*game.seats, None):
            view = json.dumps(game.view(position, seat))
            assert not [task for task in tasks if task in view]


def test_an_elephant_does_not_say_ant_and_a_carpet_does_not_say_car():
    position, facts = play(
        TABOO,
        ANT_AGAINST,
        (HOLDER, {"text": "What lies on a carpet?"}),
        (GUESSER, {"reply": "Hardly an elephant."}),
    )
    assert "warned" not in [fact.kind for fact in facts]
    assert TABOO.outcome(position) is None


@pytest.mark.parametrize("guess", ["elephant", "an", "ants and bees and all that lives"])
def test_a_guess_that_holds_the_word_or_is_held_by_it_is_not_the_word(guess):
    position, _ = play(
        TABOO, ANT_TOGETHER, (HOLDER, {"text": "It is small"}), (GUESSER, {"guess": guess})
    )
    assert position.last.ruling == "wrong"


def test_signs_of_regular_expressions_in_a_word_are_letters_like_any_other():
    odd = Deal("adversarial", 5, 1, {"word": "c++ (", "forbidden": [".*", "["]})
    position, _ = play(TABOO, odd, (HOLDER, {"text": "Hello"}), (GUESSER, {"guess": "c++ ("}))
    assert TABOO.outcome(position).results[GUESSER] == Result.WON


def test_a_human_who_says_the_word_is_noticed():
    said = (HOLDER, {"text": "Is it an ant?"})
    position, facts = play(TABOO, ANT_AGAINST, said)
    assert [fact.kind for fact in facts] == ["warned"]
    position, _ = play(TABOO, ANT_AGAINST, said, said)
    assert TABOO.outcome(position).results[HOLDER] == Result.LOST


def test_nothing_undoes_a_lost_turn():
    position, _ = play(
        TABOO, ANT_AGAINST, (HOLDER, {"text": "It is small"}), (GUESSER, {"reply": "An ant?"})
    )
    assert TABOO.outcome(position).results[GUESSER] == Result.LOST
    for seat, move in ((GUESSER, {"reply": "A bee?"}), (HOLDER, {"text": "Again?"})):
        with pytest.raises(IllegalMove, match="not your turn"):
            TABOO.apply(position, seat, move)


def test_the_last_turn_ends_the_match_and_not_the_move_after_it():
    asked, told = (QUESTIONER, {"question": "Why?"}), (TELLER, {"answer": "So."})
    position, _ = play(BLUFFING, deal_of(BLUFFING.modes[0], num_turns=1), asked, told)
    assert BLUFFING.view(position, QUESTIONER)["must_rule"]
    position = play(AKINATOR, deal_of(AKINATOR.modes[0], num_turns=1), (GUESSER, {"guess": "dog"}))
    assert AKINATOR.outcome(position[0]).reason == "no-turns-left"


@pytest.mark.parametrize("written", ["7. Is it red?", "Question 12: Is it red?", "#3) Is it red?"])
def test_a_model_does_not_number_its_questions(written):
    _, (asked,) = play(AKINATOR, deal_of(AKINATOR.modes[0]), (GUESSER, {"question": written}))
    assert asked.payload["text"] == "Is it red?"
    _, (asked,) = play(BLUFFING, deal_of(BLUFFING.modes[0]), (QUESTIONER, {"question": written}))
    assert asked.payload["text"] == "Is it red?"


def test_a_number_in_a_question_stays():
    move = (GUESSER, {"question": "3.5 metres long, is it?"})
    _, (asked,) = play(AKINATOR, deal_of(AKINATOR.modes[0]), move)
    assert asked.payload["text"] == "3.5 metres long, is it?"


def test_a_model_is_told_the_limit_of_this_match():
    asked, told = (QUESTIONER, {"question": "Why?"}), (TELLER, {"answer": "So."})
    for num_turns in (2, 4):
        deal = deal_of(BLUFFING.modes[0], num_turns=num_turns)
        first = BLUFFING.brief(BLUFFING.start(deal), QUESTIONER).ask
        assert f"You have {num_turns} questions left." in first
        last, _ = play(BLUFFING, deal, *[asked, told] * num_turns)
        assert "no questions left" in BLUFFING.brief(last, QUESTIONER).ask
        card = Deal("adversarial", num_turns, 1, ANT)
        assert f"Turn 1 of {num_turns}." in TABOO.brief(TABOO.start(card), HOLDER).ask


def test_a_claim_may_be_true():
    truths = {BLUFFING.start(deal_of(BLUFFING.modes[0], which=n)).truth for n in (0, 1)}
    assert truths == {"true", "false"}


def test_a_verdict_that_is_missing_lets_nobody_win():
    asked, told = (QUESTIONER, {"question": "Why?"}), (TELLER, {"answer": "So."})
    position, _ = play(BLUFFING, deal_of(BLUFFING.modes[0]), *[asked, told] * 5)
    assert BLUFFING.outcome(position) is None
    assert BLUFFING.legal(position, QUESTIONER)


def test_model_and_human_each_have_a_result_of_their_own():
    """In a game that is played together a loss of one is no win of the other."""
    moves = [(GUESSER, {"guess": guess}) for guess in ("dog", "cat", "cow")]
    position, _ = play(AKINATOR, deal_of(AKINATOR.modes[0]), *moves)
    assert AKINATOR.outcome(position).results == {HOLDER: Result.LOST, GUESSER: Result.LOST}
