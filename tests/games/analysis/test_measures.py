"""One match to its numbers, and many to findings, by hand."""

from random import Random

import numpy as np
import pytest

from games.analysis.findings import LEAST_MATCHES, Measured, findings_of
from games.analysis.measures import Seen, measures_of
from games.analysis.rank_agreement import Scores
from games.players.programs import program_for
from games.rules import GAMES
from games.rules.base import Deal, replay, seat_to_move
from games.words import bank

GUITAR = {"id": "guitar", "word": "guitar", "aliases": []}


def facts_of(game: str, deal: Deal, *moves: tuple[str, dict]) -> list:
    rules, facts = GAMES[game], []
    for seat, move in moves:
        facts += rules.apply(replay(rules, deal, facts), seat, move)
    return facts


def seen(game: str, seat: str, item: dict, moves, replays=None, mode: str = "classic") -> Seen:
    num_turns = 20 if game != "bluffing" else 5
    deal = Deal(mode, num_turns, 7, item)
    return Seen(GAMES[game], deal, facts_of(game, deal, *moves), seat, replays or {})


def asked(question: str, *candidates: str) -> tuple[str, dict]:
    return "guesser", {"question": question, "candidates": list(candidates)}


def answered(answer: str) -> tuple[str, dict]:
    return "holder", {"answer": answer}


AKINATOR = [  # the worked example: guitar among dog, chair, piano and so on
    asked("Is it alive?", "dog", "chair", "piano"),
    answered("no"),
    asked("Is it blue?", "piano", "guitar", "violin"),
    answered("yes"),
    asked("Is it big?", "guitar", "violin", "cello"),
    answered("yes"),
    ("guesser", {"guess": "guitar", "candidates": ["violin", "guitar"]}),
]


def test_the_worked_match_of_akinator():
    found = measures_of(seen("akinator", "guesser", GUITAR, AKINATOR))
    live = found["live"]
    assert live["round_recall"] == 0.75
    assert (live["recall_at_1"], live["recall_at_3"]) == (0.25, 0.75)
    assert (live["first"], live["last_turn"], live["most_turns"]) == (2, 4, 20)
    assert (live["final_rank"], live["reciprocal_rank"]) == (2, 0.5)
    assert found["play"]["rounds"] == 4
    assert found["play"]["disparity_ratio"] == pytest.approx(1 / 3)
    assert found["replay"] == found["gap"] == {}


def test_bits_are_those_of_the_bank_and_none_where_it_knows_nothing():
    alive = measures_of(seen("akinator", "guesser", GUITAR, AKINATOR))["play"]
    assert 0 < alive["expected_bits"] <= 1
    assert alive["gained_bits"] > 0
    blue = [asked("Is it blue?", "piano"), answered("yes"), ("guesser", {"guess": "guitar"})]
    play = measures_of(seen("akinator", "guesser", GUITAR, blue))["play"]
    assert (play["expected_bits"], play["gained_bits"]) == (None, None)


def test_candidates_that_an_answer_rules_out_are_inconsistent():
    """The first list is before any answer; of the second, dog is alive and piano is not."""
    moves = [
        asked("Is it alive?", "dog", "piano"),
        answered("no"),
        ("guesser", {"guess": "guitar", "candidates": ["dog", "piano"]}),
    ]
    live = measures_of(seen("akinator", "guesser", GUITAR, moves))["live"]
    assert live["consistency"] == pytest.approx((1 + 0.5) / 2)
    assert live["split_disparity"] == 0


def test_a_replay_is_measured_beside_what_was_said_live():
    replays = {1: {"candidates": ["dog"]}, 2: None, 3: {"candidates": ["guitar"]}}
    found = measures_of(seen("akinator", "guesser", GUITAR, AKINATOR, replays))
    assert found["replay"]["round_recall"] == 0.5
    assert (found["replay"]["first"], found["replay"]["last_turn"]) == (3, 3)
    assert found["gap"]["overlap"] == pytest.approx((1 / 3 + 1 / 3) / 2)


def test_the_worked_match_of_bluffing():
    """Unknown, possibly false, possibly true, possibly false, false; the claim is false."""
    beliefs = ["unknown", "possibly false", "possibly true", "possibly false", "false"]
    moves = []
    for belief in beliefs[:4]:
        moves.append(("questioner", {"question": f"Why {len(moves)}?", "belief": belief}))
        moves.append(("teller", {"answer": "Because it is so."}))
    moves.append(("questioner", {"verdict": "false", "belief": "false"}))
    item = {"claim": "Honey spoils within a year.", "truth": False}
    found = measures_of(seen("bluffing", "questioner", item, moves, mode="fact-card"))
    live = found["live"]
    assert (live["lenient_recall"], live["strict_recall"]) == pytest.approx((0.6, 0.2))
    assert (live["first"], live["final_rank"], live["consistency"]) == (2, 1, 0.5)
    assert (found["play"]["ruled"], found["play"]["truth"]) == (0, 0)
    assert live["agrees_with_verdict"] == 1


def test_a_model_that_answers_is_held_against_the_bank():
    moves = [asked("Is it alive?"), answered("yes"), asked("Is it an animal?"), answered("no")]
    moves = [(seat, {k: v for k, v in move.items() if k != "candidates"}) for seat, move in moves]
    moves.append(("guesser", {"guess": "guitar"}))
    found = measures_of(seen("twenty-questions", "holder", GUITAR, moves))
    assert found == {"play": {"rounds": 3.0, "agreement": 0.5}}


def test_a_program_that_knows_the_bank_tells_two_thirds_of_a_bit_a_question():
    """Halving would tell 1; over 30 matches it is 0.65: what is left seldom splits in halves."""
    rules, rng = GAMES["akinator"], Random(3)
    players = {seat: program_for("akinator", seat) for seat in rules.seats}
    bits, consistencies = [], []
    for seed in range(6):
        deal = Deal("classic", 20, seed, bank.draw("object", rng).to_deal())
        facts, position = [], rules.start(deal)
        while rules.outcome(position) is None:
            seat = seat_to_move(rules, position)
            facts += rules.apply(position, seat, players[seat](position, seat, rng))
            position = replay(rules, deal, facts)
        found = measures_of(Seen(rules, deal, facts, "guesser", {}))
        bits.append(found["play"]["gained_bits"])
        consistencies.append(found["live"].get("consistency", 1.0))
    assert 0.5 < np.mean(bits) < 0.8
    assert np.mean(consistencies) > 0.95


def many(slug: str, rank: float, num: int, *, counts: bool = True, wordings: int = 2):
    values = {
        "turns": {"num": 4.0, "valid": 3.0, "whole": 2.0, "short": 1.0},
        "play": {"success": 1.0, "ruled": 1.0, "truth": 1.0},
        "live": {},
        "gap": {},
    }
    return [
        Measured(
            slug,
            "bluffing:fact-card",
            str(n // 2 % wordings),
            counts,
            {
                **values,
                "replay": {
                    "final_rank": rank + n % 2,
                    "censored_first": 2.0,
                    "first": 2.0,
                    "last_turn": 5.0,
                    "most_turns": 6.0,
                },
            },
        )
        for n in range(num)
    ]


def findings(measured, chat: dict[str, float]):
    return findings_of(measured, {}, Scores(chat), rng=np.random.default_rng(1))


def test_findings_average_over_matches_and_pool_turns():
    measured = many("a", 1, 40) + many("a", 1, 10, counts=False)
    found = findings(measured, {})["models"]["a"]["boards"]["bluffing:fact-card"]
    assert found["num_matches"] == 40
    rank = found["measures"]["replay"]["final_rank"]
    assert (rank["value"], rank["num_sessions"], rank["num_prompts"]) == (1.5, 40, 2)
    assert rank["low"] < 1.5 < rank["high"]
    assert found["turns"]["num"] == 200
    assert found["turns"]["valid"]["value"] == 0.75
    assert found["turns"]["rungs"] == pytest.approx({"short": 1 / 3, "whole": 2 / 3})
    assert found["first_appearances"]["replay"]["mean_of_hits"] == 2
    assert found["first_appearances"]["live"] is None
    assert found["verdicts"]["on_true"]["value"] == 1
    assert found["verdicts"]["balanced_accuracy"] is None


def test_a_skill_takes_two_models_with_enough_matches():
    few = findings(many("a", 1, 40) + many("b", 3, LEAST_MATCHES - 1), {})
    assert few["models"]["a"]["skills"] == {}
    enough = findings(many("a", 1, 40) + many("b", 3, LEAST_MATCHES), {})["models"]
    assert enough["a"]["skills"]["inductive"]["value"] == pytest.approx(0.5)  # (1 + 0) / 2
    assert enough["b"]["skills"]["inductive"]["value"] == pytest.approx(-0.5)


def test_agreement_with_chat_takes_three_models_and_says_how_many_there_were():
    measured = many("a", 1, 40) + many("b", 2, 40) + many("c", 3, 40)
    chat = {"a": 1100.0, "b": 1000.0, "c": 900.0}
    found = {one["what"]: one for one in findings(measured, chat)["agreement"]}
    assert found["replay.final_rank"]["tau"]["value"] == 1
    assert found["replay.final_rank"]["num_contestants"] == 3
    few = {one["what"]: one for one in findings(measured, {"a": 1100.0})["agreement"]}
    assert few["replay.final_rank"] == {
        "board": "bluffing:fact-card",
        "what": "replay.final_rank",
        "num_contestants": 1,
    }
