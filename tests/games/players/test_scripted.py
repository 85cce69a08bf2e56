"""Players that do one thing whatever happens."""

from random import Random

import pytest

from games.players.scripted import always_false, at_random, word_blurter
from games.rules import GAMES
from games.rules.base import Result, seat_to_move
from games.rules.bluffing_position import QUESTIONER, TELLER
from games.rules.questions import GUESSER, HOLDER
from tests.games.rules.playing import deal_of


def match_of(game, deal, players, seed=1):
    position, rng = game.start(deal), Random(seed)
    while (outcome := game.outcome(position)) is None:
        seat = seat_to_move(game, position)
        for fact in game.apply(position, seat, players[seat](position, seat, rng)):
            position = game.evolve(position, fact)
    return outcome


def test_who_always_says_false_is_right_in_half_of_balanced_matches():
    bluffing = GAMES["bluffing"]
    fact_card = bluffing.modes[0]
    players = {QUESTIONER: always_false, TELLER: at_random(bluffing, ["Well."])}
    right = {}
    for which, truth in enumerate((True, False)):
        outcomes = [
            match_of(bluffing, deal_of(fact_card, which=which), players, seed) for seed in range(10)
        ]
        won = [outcome.results[QUESTIONER] == Result.WON for outcome in outcomes]
        right[truth] = sum(won) / len(won)
    assert (right[True] + right[False]) / 2 == 0.5


def test_who_blurts_the_word_loses_at_once_from_either_seat():
    taboo = GAMES["taboo"]
    adversarial = deal_of(taboo.modes[0])
    anything = at_random(taboo, ["Well."])
    outcome = match_of(taboo, adversarial, {HOLDER: anything, GUESSER: word_blurter}, seed=3)
    assert (outcome.reason, outcome.results[GUESSER]) == ("said-the-word", Result.LOST)
    outcome = match_of(taboo, adversarial, {HOLDER: word_blurter, GUESSER: anything})
    assert (outcome.reason, outcome.results[HOLDER]) == ("forbidden-word", Result.LOST)


@pytest.mark.parametrize("game", GAMES.values(), ids=GAMES)
def test_whoever_plays_at_random_comes_to_an_end_in_every_game(game):
    texts = [f"thing {number}" for number in range(100)]
    for mode in game.modes:
        players = dict.fromkeys(game.seats, at_random(game, texts))
        for seed in range(5):
            assert set(match_of(game, deal_of(mode), players, seed).results) == set(game.seats)
