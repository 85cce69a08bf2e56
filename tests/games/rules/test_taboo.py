"""Taboo, move by move: against each other and together."""

import json

import pytest

from games.rules import GAMES
from games.rules.base import Deal, IllegalMove, ImpossibleDeal, Line, Result
from games.rules.questions import GUESSER, HOLDER
from tests.games.rules.playing import play

TABOO = GAMES["taboo"]
CARD = {
    "word": "lemon",
    "aliases": ["citron"],
    "forbidden": ["sour", "yellow"],
    "category": "food",
}
AGAINST = Deal("adversarial", num_turns=5, seed=1, item=CARD)
TOGETHER = Deal("classic", num_turns=5, seed=1, item=CARD)


def say(text: str) -> tuple[str, dict]:
    return HOLDER, {"text": text}


def reply(text: str, **more) -> tuple[str, dict]:
    return GUESSER, {"reply": text, **more}


def guess(text: str) -> tuple[str, dict]:
    return GUESSER, {"guess": text}


ROUND = (say("What do you like with fish?"), reply("A little salt."))


@pytest.mark.parametrize(
    ("moves", "reason", "winner"),
    [
        ([*ROUND, say("And in tea?"), guess("a lemon")], "guessed", GUESSER),
        ([*ROUND, say("And in tea?"), guess("Citron!")], "guessed", GUESSER),
        ([*ROUND, say("And in tea?"), guess("sugar")], "wrong-guess", HOLDER),
        ([*ROUND, say("And in tea?"), reply("Lemons, at times.")], "said-the-word", HOLDER),
        ([*ROUND * 5], "got-through", GUESSER),
        ([say("What is yellow?"), say("What is sour?")], "forbidden-word", GUESSER),
    ],
)
def test_each_ending_against_each_other(moves, reason, winner):
    position, _ = play(TABOO, AGAINST, *moves)
    outcome = TABOO.outcome(position)
    loser = HOLDER if winner == GUESSER else GUESSER
    assert outcome.reason == reason
    assert outcome.results == {winner: Result.WON, loser: Result.LOST}


def test_a_match_runs_until_the_last_turn_is_answered():
    position, _ = play(TABOO, AGAINST, *ROUND * 4, ROUND[0])
    assert TABOO.outcome(position) is None
    position, _ = play(TABOO, AGAINST, *ROUND * 5)
    assert TABOO.outcome(position) is not None


def test_the_guesser_may_say_a_forbidden_word():
    position, _ = play(TABOO, AGAINST, say("How does vinegar taste?"), reply("Sour."))
    assert TABOO.outcome(position) is None


def test_a_first_offence_warns_and_never_reaches_the_guesser():
    position, facts = play(TABOO, AGAINST, say("Is it a lemon?"))
    (warned,) = facts
    assert (warned.kind, warned.seen_by) == ("warned", (HOLDER,))
    assert warned.payload["text"][slice(*warned.payload["span"])].casefold() == "lemon"
    assert {"rule", "span", "version"} <= set(warned.payload)
    for seat in (GUESSER, None):
        assert "lemon" not in json.dumps(TABOO.view(position, seat))
    assert "lemon" not in str(TABOO.brief(position, GUESSER))
    assert TABOO.legal(position, HOLDER), "the holder speaks again in the same turn"
    assert "was not passed on" in TABOO.brief(position, HOLDER).ask


def test_a_warning_takes_no_turn():
    position, _ = play(TABOO, AGAINST, say("It is yellow"), *ROUND * 5)
    assert TABOO.outcome(position).reason == "got-through"


def test_every_ruling_is_kept_with_rule_span_and_version_and_a_clean_one_is_no_hint():
    _, facts = play(TABOO, AGAINST, *ROUND)
    said, first, replied, second = facts
    assert [said.kind, replied.kind] == ["said", "replied"]
    for checked in (first, second):
        assert checked.kind == "checked"
        assert checked.seen_by == (HOLDER,)
        assert {"rule", "span", "version", "holds"} <= set(checked.payload)


def test_together_a_guess_in_the_second_turn_scores_half():
    position, _ = play(
        TABOO, TOGETHER, say("A fruit"), guess("apple"), say("In tea"), guess("lemon")
    )
    outcome = TABOO.outcome(position)
    assert set(outcome.results.values()) == {Result.WON}
    assert outcome.score == {HOLDER: 50.0, GUESSER: 50.0}


def test_together_five_wrong_guesses_lose_for_both():
    moves = [move for n in range(5) for move in (say(f"Clue {n}"), guess(f"thing {n}"))]
    outcome = TABOO.outcome(play(TABOO, TOGETHER, *moves)[0])
    assert (set(outcome.results.values()), outcome.reason) == ({Result.LOST}, "no-turns-left")


def test_together_a_second_offence_loses_for_both():
    outcome = TABOO.outcome(play(TABOO, TOGETHER, say("lemon"), say("a LEMON"))[0])
    assert (set(outcome.results.values()), outcome.reason) == ({Result.LOST}, "forbidden-word")


def test_turned_the_model_gives_the_clues():
    seats = {mode.key: mode.model_seat for mode in TABOO.modes}
    assert seats == {"adversarial": GUESSER, "classic": GUESSER, "turned": HOLDER}
    position = TABOO.start(Deal("turned", 5, 1, CARD))
    brief = TABOO.brief(position, HOLDER)
    assert "The word is: lemon" in brief.ask
    assert "citron, sour, yellow" in brief.ask
    assert "Turn 1 of 5" in brief.ask


def test_the_guesser_is_told_the_turn_and_what_was_said_and_not_the_card():
    position, _ = play(TABOO, AGAINST, *ROUND, say("And in tea?"))
    brief = TABOO.brief(position, GUESSER)
    assert brief.transcript == (
        Line(False, "What do you like with fish?"),
        Line(True, "A little salt."),
        Line(False, "And in tea?"),
    )
    assert "Turn 2 of 5" in brief.ask
    view = TABOO.view(position, GUESSER)
    assert (view["word"], view["forbidden"], view["category"]) == (None, None, None)


def test_candidates_are_kept_and_seen_by_nobody():
    _, facts = play(TABOO, AGAINST, ROUND[0], reply("Salt.", candidates=["salt", "lemon"]))
    listed = next(fact for fact in facts if fact.kind == "listed")
    assert not any(listed.is_seen_by(seat) for seat in (GUESSER, HOLDER, None))


@pytest.mark.parametrize(
    ("deal", "moves", "words"),
    [
        (AGAINST, [reply("Hello.")], "not your turn"),
        (AGAINST, [say("x" * 301)], "300 is the most"),
        (TOGETHER, [say("x" * 161)], "160 is the most"),
        (AGAINST, [ROUND[0], (GUESSER, {"reply": "la", "guess": "la"})], "one only: reply, guess"),
        (TOGETHER, [say("A fruit"), reply("Which?")], "one only: guess"),
    ],
)
def test_what_is_not_legal_is_refused_in_words(deal, moves, words):
    with pytest.raises(IllegalMove, match=words):
        play(TABOO, deal, *moves)


def test_a_match_without_a_card_is_refused():
    with pytest.raises(ImpossibleDeal, match="dealt a card"):
        TABOO.start(Deal("classic", 5, 1))
