"""Players with a table of what they know: sixteen things in five turns, honest, lying, noisy."""

from itertools import product
from random import Random

import pytest

from games.players.knowledge import OPPOSITES, honest_holder, knowledge_guesser, liar, noisy
from games.players.player import Player
from games.rules import GAMES
from games.rules.base import Deal, Outcome, Result
from games.rules.questions import GUESSER, HOLDER, Position

QUESTIONS = ("Is it alive?", "Is it big?", "Is it red?", "Is it loud?")
SIXTEEN = {
    f"thing {number}": dict(zip(QUESTIONS, answers, strict=True))
    for number, answers in enumerate(product(("yes", "no"), repeat=4))
}


def match_of(
    guesser: Player, holder: Player, word: str, seed: int = 1, game: str = "akinator"
) -> tuple[Position, Outcome]:
    rules, rng = GAMES[game], Random(seed)
    position = rules.start(Deal("classic", 20, seed, {"word": word}))
    while (outcome := rules.outcome(position)) is None:
        seat = GUESSER if rules.legal(position, GUESSER) else HOLDER
        move = (guesser if seat == GUESSER else holder)(position, seat, rng)
        for fact in rules.apply(position, seat, move):
            position = rules.evolve(position, fact)
    return position, outcome


@pytest.mark.parametrize("word", SIXTEEN)
@pytest.mark.parametrize("game", ["akinator", "twenty-questions"])
def test_sixteen_things_are_told_apart_in_five_turns(word, game):
    players = knowledge_guesser(SIXTEEN), honest_holder(SIXTEEN)
    position, outcome = match_of(*players, word, game=game)
    assert outcome.reason == "guessed"
    assert len(position.rounds) == 5


def test_a_liar_is_believed_and_the_word_is_missed():
    lying = liar(honest_holder(SIXTEEN))
    position, outcome = match_of(knowledge_guesser(SIXTEEN), lying, "thing 0")
    assert outcome.results[GUESSER] == Result.LOST
    assert next(one.text for one in position.rounds if one.is_guess) == "thing 15"


def test_a_noisy_holder_slips_in_a_tenth_of_its_answers():
    honest = honest_holder(SIXTEEN)
    slipping, rng = noisy(honest), Random(3)
    rules = GAMES["akinator"]
    position = rules.start(Deal("classic", 20, 1, {"word": "thing 0"}))
    (asked,) = rules.apply(position, GUESSER, {"question": QUESTIONS[0]})
    position = rules.evolve(position, asked)
    answers = [slipping(position, HOLDER, rng)["answer"] for _ in range(1000)]
    assert 70 <= answers.count("no") <= 130
    assert set(answers) == {"yes", "no"}


def test_a_guesser_survives_answers_that_fit_no_word():
    for seed in range(20):
        holder = noisy(honest_holder(SIXTEEN), share=0.3)
        _, outcome = match_of(knowledge_guesser(SIXTEEN), holder, "thing 6", seed)
        assert outcome.reason in {"guessed", "three-wrong-guesses"}


def test_a_holder_says_what_it_does_not_know_and_chooses_words_that_it_knows():
    rules, holder = GAMES["akinator"], honest_holder(SIXTEEN)
    position = rules.start(Deal("own-word", 20, 1))
    chosen = holder(position, HOLDER, Random(1))
    assert chosen["word"] in SIXTEEN
    for move, seat in ((chosen, HOLDER), ({"question": "Is it new?"}, GUESSER)):
        for fact in rules.apply(position, seat, move):
            position = rules.evolve(position, fact)
    assert holder(position, HOLDER, Random(1)) == {"answer": "don't know"}


def test_the_opposite_of_the_opposite_is_the_answer():
    assert all(OPPOSITES[OPPOSITES[answer]] == answer for answer in OPPOSITES)
    assert OPPOSITES["don't know"] == "don't know"
