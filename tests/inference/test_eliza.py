"""ELIZA's machine, one mechanism at a time on a script of a few lines, then the real script."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inference.backends import BACKENDS
from inference.backends.eliza.machine import (
    LONGEST_LINK,
    Keyword,
    Rule,
    Script,
    assemble,
    decompose,
    reply,
    scan,
)
from inference.backends.eliza.script import LISTENER
from inference.route_spec import RouteSpec
from inference.wire import Finished, GenerateRequest, Message

SMALL = Script(
    keywords={
        "sea": Keyword(1, rules=(Rule.of("*", "The sea?", "Tides?"),)),
        "ship": Keyword(5, rules=(Rule.of("* big ship *", "Big: {4}."), Rule.of("*", "NEWKEY"))),
        "boat": Keyword(5, rules=(Rule.of("*", "=sea"),)),
        "raft": Keyword(9, rules=(Rule.of("* raft of *", "PRE big ship {4} =ship"),)),
        "loop": Keyword(9, rules=(Rule.of("*", "=loop"),)),
        "i": Keyword(becomes="you", rules=(Rule.of("* you * your *", "Do you {3} your {5}?"),)),
        "my": Keyword(2, becomes="your", rules=(Rule.of("* your *", "Your {3}?"),)),
    },
    substitutions={"me": "you"},
    groups={"fish": frozenset({"cod", "eel"})},
    memory_keyword="my",
    memory=(Rule.of("* your *", "Before: your {3}."),),
    fallbacks=("Go on.", "I see."),
)


@pytest.mark.parametrize(
    ("pattern", "words", "parts"),
    [
        ("* you * me", "it seems you hate me", ["it seems", "you", "hate", "me"]),
        ("* very *", "very very good", ["", "very", "very good"]),
        ("2 are *", "you two are fine", ["you two", "are", "fine"]),
        ("* @fish *", "some cod here", ["some", "cod", "here"]),
        ("am/are *", "are here", ["are", "here"]),
        ("* @fish *", "some whale here", None),
        ("3", "only two", None),
        ("hello", "hello there", None),
    ],
)
def test_a_decomposition_cuts_a_sentence_into_parts(pattern, words, parts):
    found = decompose(tuple(pattern.split()), tuple(words.split()), SMALL.groups)
    assert [" ".join(part) for part in found] == (parts or [])


def test_a_reassembly_speaks_of_the_parts_by_number():
    assert assemble("Why {2}, {1}?", [("a", "b"), ("c",)]) == "Why c, a b?"


def test_a_keyword_of_higher_rank_goes_on_top_and_others_below():
    assert scan(SMALL, "the sea and a ship and my boat")[1] == ["ship", "sea", "my", "boat"]


def test_only_the_first_clause_with_a_keyword_is_heard():
    words, stack = scan(SMALL, "Well, the sea is grey. A ship! my boat")
    assert words == ("the", "sea", "is", "grey")
    assert stack == ["sea"]
    assert scan(SMALL, "fair weather but the sea is grey")[0][0] == "the"


def test_pronouns_are_swapped():
    assert reply(SMALL, ["I lost my key near me"]) == "Your key near you?"


def test_reassemblies_are_taken_in_turn():
    said = ["sea", "the sea", "sea sea"]
    assert [reply(SMALL, said[:n]) for n in (1, 2, 3)] == ["The sea?", "Tides?", "The sea?"]


def test_a_keyword_may_answer_as_another_does_and_shares_its_turn():
    assert reply(SMALL, ["sea", "a boat"]) == "Tides?"


def test_newkey_goes_on_to_the_next_keyword():
    assert reply(SMALL, ["a ship at sea"]) == "The sea?"
    assert reply(SMALL, ["a big ship at sea"]) == "Big: at sea."


def test_pre_rewrites_the_text_for_another_keyword():
    assert reply(SMALL, ["a raft of logs"]) == "Big: logs."


def test_a_link_that_leads_round_in_a_circle_ends():
    assert reply(SMALL, ["loop"]) == "Go on."


def test_a_text_without_keywords_gets_the_fallbacks_in_turn():
    assert reply(SMALL, ["fog"]) == "Go on."
    assert reply(SMALL, ["fog", "rain"]) == "I see."
    assert reply(SMALL, [""]) == "Go on."


def test_what_was_said_of_ones_own_comes_back_at_the_fourth_utterance_without_keyword():
    said = ["my old dog barks", "fog", "rain", "snow"]
    answers = [reply(SMALL, said[: n + 1]) for n in range(4)]
    assert answers[1:] == ["Go on.", "I see.", "Before: your old dog barks."]
    assert reply(SMALL, [*said, "mist", "hail", "frost", "ice"]) == "I see."  # brought up once


def test_the_script_has_keywords_enough():
    assert len(LISTENER.keywords) >= 40


def rules_of(script: Script):
    for name, keyword in script.keywords.items():
        for each in keyword.rules:
            yield name, each
    for each in script.memory:
        yield script.memory_keyword, each


def test_every_answer_of_the_script_speaks_of_parts_that_are_there():
    for name, each in rules_of(LISTENER):
        assert each.answers, name
        for answer in each.answers:
            numbers = [int(number) for number in re.findall(r"\{(\d+)\}", answer)]
            assert all(1 <= number <= len(each.pattern) for number in numbers), (name, answer)


def test_every_link_and_group_of_the_script_exists():
    for name, each in rules_of(LISTENER):
        for answer in each.answers:
            if answer.startswith(("=", "PRE ")):
                assert answer.rpartition("=")[2] in LISTENER.keywords, (name, answer)
        for element in each.pattern:
            assert not element.startswith("@") or element[1:] in LISTENER.groups, (name, element)


def test_no_keyword_of_the_script_leads_round_in_a_circle():
    for start in LISTENER.keywords:
        word, steps = start, 0
        while (answer := LISTENER.keywords[word].rules[-1].answers[0]).startswith("="):
            word, steps = answer[1:], steps + 1
            assert steps < LONGEST_LINK, start


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("I'm very tired today.", "It grieves me to hear that you are tired."),
        ("You remind me of my brother", "In what am I close to your brother?"),
        ("Are you a computer?", "Do machines weigh on your mind?"),
        ("What is your name?", "Let us do without names."),
        ("Because I need money", "Is it only because you need money?"),
        ("My mother hates my cat", "Let us stay with your mother for a while."),
        ("Nobody laughs", "All of them, without exception?"),
    ],
)
def test_the_script_answers_as_a_listener_would(said, answer):
    assert reply(LISTENER, [said]) == answer


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=80), min_size=1, max_size=6))
def test_any_conversation_has_an_answer_and_always_the_same(said):
    answer = reply(LISTENER, said)
    assert answer.strip()
    assert answer == reply(LISTENER, said)
    assert "{" not in answer or "{" in "".join(said)


def test_a_very_long_sentence_is_answered():
    assert reply(LISTENER, ["i want you to like me because " * 2000])


async def test_the_backend_answers_from_what_the_visitor_said_alone():
    messages = [
        Message.of_text("system", "my computer"),
        Message.of_text("user", "Hello"),
        Message.of_text("assistant", "my computer"),
        Message.of_text("user", "Hello"),
    ]
    spec = RouteSpec("eliza", "eliza")
    pieces = [p async for p in BACKENDS["eliza"].stream(spec, GenerateRequest(messages))]
    assert isinstance(pieces[-1], Finished)
    assert len(pieces) > 3
    text = "".join(piece.text for piece in pieces[:-1])
    assert text == "Hello again. Where shall we begin?"
