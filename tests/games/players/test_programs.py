"""Programs at the seats of people: they know what the bank knows, and give nothing away."""

from random import Random

import pytest

from games.players.programs import known_statements, program_for
from games.players.scripted import at_random, clue_giver, dossier_teller
from games.rules import GAMES
from games.rules.base import Deal
from games.rules.bluffing_position import QUESTIONER, TELLER
from games.rules.questions import GUESSER, HOLDER
from games.words import bank
from tests.games.players.test_scripted import match_of
from tests.games.rules.playing import play


def dealt(game: str, mode: str, item: dict) -> Deal:
    num_turns = next(one.num_turns for one in GAMES[game].modes if one.key == mode)
    return Deal(mode, num_turns, 1, item)


def test_what_the_bank_knows_is_said_in_sentences():
    found = known_statements("guitar")
    assert "It is a musical instrument." in found
    assert "It is a vehicle." not in found
    assert known_statements("no such thing") == ()


def test_every_question_of_the_bank_can_be_said_as_a_sentence():
    for item in bank.items("object"):
        assert all(text.endswith(".") for text in known_statements(item.about["word"]))


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("Has it any strings?", "yes"),
        ("Could you eat it?", "no"),
        ("Is it a guitar?", "yes"),
        ("Does it dream of summer?", "don't know"),
    ],
)
def test_the_holder_answers_questions_in_free_english(asked, answer):
    deal = dealt("akinator", "classic", {"word": "guitar"})
    position, _facts = play(GAMES["akinator"], deal, (GUESSER, {"question": asked}))
    assert program_for("akinator", HOLDER)(position, HOLDER, Random(1)) == {"answer": answer}


@pytest.mark.parametrize("game", ["akinator", "twenty-questions"])
def test_guesser_and_holder_come_to_an_end(game):
    players = {seat: program_for(game, seat) for seat in (HOLDER, GUESSER)}
    words = [bank.draw("object", Random(seed)).to_deal() for seed in range(10)]
    deals = [dealt(game, "classic", word) for word in words]
    reasons = {match_of(GAMES[game], deal, players).reason for deal in deals}
    assert reasons <= {"guessed", "three-wrong-guesses", "no-turns-left"}


def test_a_clue_never_says_what_is_taboo():
    taboo = GAMES["taboo"]
    players = {HOLDER: program_for("taboo", HOLDER), GUESSER: at_random(taboo, ["well"])}
    for seed in range(10):
        item = bank.draw("card", Random(seed)).to_deal()
        assert match_of(taboo, dealt("taboo", "classic", item), players).reason == "no-turns-left"


def test_clues_do_not_run_out():
    say = clue_giver(lambda word: ["It has strings."])
    moves = (HOLDER, {"text": "It has strings."}), (GUESSER, {"guess": "harp"})
    position, _facts = play(GAMES["taboo"], dealt("taboo", "classic", {"word": "guitar"}), *moves)
    assert say(position, HOLDER, Random(1)) == {"text": "Think again of all that was said so far."}


def test_the_teller_keeps_the_truth_to_itself():
    dossier = "In truth: Honey never spoils.\nHoney: a sweet thing made by bees."
    item = {"claim": "Honey spoils.", "truth": False, "topic": "food", "dossier": dossier}
    moves, answers = [], []
    for asked in ("What is it?", "Are you sure?"):
        moves.append((QUESTIONER, {"question": asked}))
        position, _facts = play(GAMES["bluffing"], dealt("bluffing", "fact-card", item), *moves)
        move = dossier_teller(position, TELLER, Random(1))
        moves.append((TELLER, move))
        answers.append(move["answer"])
    assert answers == ["Honey: a sweet thing made by bees.", "It is just as I said."]
