"""Bluffing, move by move: a claim that is dealt, one of one's own, two truths and a lie."""

from dataclasses import replace

import pytest

from games.rules import GAMES
from games.rules.base import Deal, IllegalMove, ImpossibleDeal, Result
from games.rules.bluffing_position import QUESTIONER, TELLER
from tests.games.rules.playing import play

BLUFFING = GAMES["bluffing"]
FACT = {
    "claim": "Octopuses have three hearts.",
    "truth": True,
    "dossier": "Two pump to the gills, one to the rest.",
    "topic": "animals",
}
CARD = Deal("fact-card", num_turns=5, seed=1, item=FACT)
LIE_CARD = replace(CARD, item={**FACT, "truth": False})
PERSONAL = Deal("personal", num_turns=5, seed=1)
TWO_TRUTHS = Deal("two-truths", num_turns=5, seed=1)
STATE = (TELLER, {"statement": "I once met a bear.", "truth": "false"})
THREE = (TELLER, {"first": "I ski.", "second": "I sing.", "third": "I sew.", "lie": "2"})


def ask(text: str = "How do you know?", **more) -> tuple[str, dict]:
    return QUESTIONER, {"question": text, **more}


def tell(text: str = "I read it.") -> tuple[str, dict]:
    return TELLER, {"answer": text}


def rule(verdict: str, **more) -> tuple[str, dict]:
    return QUESTIONER, {"verdict": verdict, **more}


@pytest.mark.parametrize(
    ("deal", "moves", "winner", "reason"),
    [
        (CARD, [ask(), tell(), rule("true")], QUESTIONER, "seen-through"),
        (CARD, [rule("false")], TELLER, "deceived"),
        (LIE_CARD, [rule("false")], QUESTIONER, "seen-through"),
        (PERSONAL, [STATE, ask(), tell(), rule("false")], QUESTIONER, "seen-through"),
        (PERSONAL, [STATE, rule("true")], TELLER, "deceived"),
        (TWO_TRUTHS, [THREE, ask(), tell(), rule("2")], QUESTIONER, "seen-through"),
        (TWO_TRUTHS, [THREE, rule("3")], TELLER, "deceived"),
    ],
)
def test_the_verdict_decides(deal, moves, winner, reason):
    outcome = BLUFFING.outcome(play(BLUFFING, deal, *moves)[0])
    loser = TELLER if winner == QUESTIONER else QUESTIONER
    assert outcome.results == {winner: Result.WON, loser: Result.LOST}
    assert outcome.reason == reason


def test_after_the_last_question_there_is_only_a_verdict():
    position, _ = play(BLUFFING, CARD, *[ask(), tell()] * 5)
    form = BLUFFING.legal(position, QUESTIONER)
    assert form.options == ({"verdict": {"enum": ["true", "false"]}},)
    assert BLUFFING.view(position, None)["must_rule"]
    assert BLUFFING.outcome(position) is None, "nobody has won by a verdict that is not there"
    with pytest.raises(IllegalMove, match="no questions left"):
        BLUFFING.apply(position, *ask())


def test_only_a_dealt_claim_is_rated():
    assert [mode.key for mode in BLUFFING.modes if mode.is_rated] == ["fact-card"]


@pytest.mark.parametrize(
    ("truths", "moves"),
    [
        ((CARD, LIE_CARD), [ask(), tell(), ask("Is it so?")]),
        ((PERSONAL, PERSONAL), [ask(), tell()]),
        ((TWO_TRUTHS, TWO_TRUTHS), [ask()]),
    ],
)
def test_what_others_see_is_the_same_whatever_the_truth(truths, moves):
    openings = {
        "fact-card": ([], []),
        "personal": ([STATE], [(TELLER, {**STATE[1], "truth": "true"})]),
        "two-truths": ([THREE], [(TELLER, {**THREE[1], "lie": "3"})]),
    }[truths[0].mode]
    seen = []
    for deal, opening in zip(truths, openings, strict=True):
        position, facts = play(BLUFFING, deal, *opening, *moves)
        for seat in (QUESTIONER, None):
            seen.append(
                [
                    BLUFFING.view(position, seat),
                    BLUFFING.legal(position, QUESTIONER),
                    BLUFFING.brief(position, QUESTIONER),
                    [fact for fact in facts if fact.is_seen_by(seat)],
                ]
            )
    assert seen[:2] == seen[2:]


def test_the_teller_is_told_the_truth_and_the_dossier():
    position, _ = play(BLUFFING, CARD, ask())
    view = BLUFFING.view(position, TELLER)
    assert (view["truth"], view["dossier"]) == ("true", FACT["dossier"])
    ask_of_teller = BLUFFING.brief(position, TELLER).ask
    assert "The statement is true." in ask_of_teller
    assert FACT["dossier"] in ask_of_teller


def test_at_the_end_all_is_told():
    position, _ = play(BLUFFING, PERSONAL, STATE, rule("true"))
    view = BLUFFING.view(position, None)
    assert (view["truth"], view["verdict"]) == ("false", "true")


def test_the_truth_is_sealed_before_the_first_question():
    _, facts = play(BLUFFING, PERSONAL, STATE)
    stated, sealed = facts
    assert stated.payload == {"statements": ["I once met a bear."]}
    assert (sealed.payload, sealed.seen_by) == ({"truth": "false"}, (TELLER,))
    with pytest.raises(IllegalMove, match="not your turn"):
        play(BLUFFING, PERSONAL, ask())
    with pytest.raises(IllegalMove, match="must be text"):
        play(BLUFFING, PERSONAL, STATE, ask(), STATE)


@pytest.mark.parametrize(
    ("deal", "opening", "belief"),
    [(CARD, [], "possibly false"), (TWO_TRUTHS, [THREE], "3")],
)
def test_beliefs_are_kept_with_each_move_and_seen_by_nobody(deal, opening, belief):
    position, facts = play(BLUFFING, deal, *opening, ask(belief=belief), tell())
    believed = next(fact for fact in facts if fact.kind == "believed")
    assert believed.payload == {"belief": belief}
    assert not any(believed.is_seen_by(seat) for seat in (TELLER, QUESTIONER, None))
    assert belief in BLUFFING.legal(position, QUESTIONER).probe["belief"]["enum"]
    _, facts = play(BLUFFING, deal, *opening, ask(belief="who knows"))
    assert "believed" not in [fact.kind for fact in facts]


@pytest.mark.parametrize(
    ("deal", "moves", "words"),
    [
        (CARD, [tell()], "not your turn"),
        (CARD, [ask(), tell("x" * 401)], "400 is the most"),
        (CARD, [rule("maybe")], "one of: true, false"),
        (CARD, [ask("  ")], "Write something"),
        (PERSONAL, [(TELLER, {"statement": "I ski.", "truth": "half"})], "one of: true, false"),
        (TWO_TRUTHS, [(TELLER, {**THREE[1], "third": "i SKI."})], "are the same"),
        (TWO_TRUTHS, [THREE, rule("4")], "one of: 1, 2, 3"),
    ],
)
def test_what_is_not_legal_is_refused_in_words(deal, moves, words):
    with pytest.raises(IllegalMove, match=words):
        play(BLUFFING, deal, *moves)


@pytest.mark.parametrize("item", [{}, {"claim": "Bees sleep."}, {**FACT, "truth": "yes"}])
def test_a_match_without_a_claim_and_its_truth_is_refused(item):
    with pytest.raises(ImpossibleDeal, match="a claim and whether it is true"):
        BLUFFING.start(Deal("fact-card", 5, 1, item))
