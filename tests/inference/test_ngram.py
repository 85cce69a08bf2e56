"""The n-gram model: a worked example, the formula, exact sampling, and the backend."""

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.backends import BACKENDS
from inference.backends.ngram.backend import trained_model, write
from inference.backends.ngram.corpus import sentences
from inference.backends.ngram.kneser_ney import BOUNDARY, DISCOUNT, NgramModel
from inference.route_spec import RouteSpec
from inference.wire import Finished, GenerateRequest, Message, Sampling

SEA = [sentence.split() for sentence in ("the sea is grey", "the sea is calm", "the sky is grey")]


def test_a_worked_example():
    """After "the" come sea, sea, sky; with D = 0.75 and seven kinds of words (one the boundary).

    Order 1 counts kinds of predecessors: boundary after grey, calm, boundary: 3; the: 1; sea: 1;
    is: 2 (sea, sky); grey: 1; calm: 1; sky: 1; 10 in all, 7 kinds.
    P1(sea) = (1 - D)/10 + D * 7/10 * 1/7 = 0.025 + 0.075 = 0.1.
    Order 2 counts kinds too, and "the" always follows the boundary: "the sea" 1, "the sky" 1.
    P2(sea | the) = (1 - D)/2 + D * 2/2 * P1(sea) = 0.125 + 0.075 = 0.2.
    """
    model = NgramModel(SEA)
    assert model.num_words == 7
    assert model.probability("sea", []) == pytest.approx(0.1)
    assert model.probability("sea", ["unheard", "the"]) == pytest.approx(0.2)


WORDS = st.lists(st.lists(st.sampled_from("abcde"), min_size=1, max_size=6), min_size=1, max_size=8)
CONTEXT = st.lists(st.sampled_from(["a", "b", "c", "z", BOUNDARY]), max_size=4)


@given(WORDS, CONTEXT)
def test_probabilities_sum_to_one_whatever_came_before(text, context):
    model = NgramModel(text)
    words = {word for sentence in text for word in sentence} | {BOUNDARY}
    assert sum(model.probability(word, context) for word in words) == pytest.approx(1.0)
    assert all(model.probability(word, context) > 0 for word in words)


@pytest.mark.parametrize("context", [[], ["the"], ["the", "sea"], [BOUNDARY, "the", "sea"]])
def test_samples_follow_the_formula(context):
    model, rng, size = NgramModel(SEA), random.Random(7), 20_000
    drawn = Counter(model.sample(context, rng) for _ in range(size))
    for word in {*drawn, "grey", "calm"}:
        p = model.probability(word, context)
        assert drawn[word] / size == pytest.approx(p, abs=5 * (p * (1 - p) / size) ** 0.5 + 1e-9)


def test_the_discount_is_what_the_docstring_says():
    assert DISCOUNT == 0.75


def test_the_text_of_python_is_prose():
    text = list(sentences())
    assert len(text) > 500
    assert not [word for words in text for word in words if not word.strip() or "=" in word]


def test_the_same_seed_writes_the_same_and_another_writes_another():
    model = trained_model()
    first, again, other = (
        "".join(write(model, "What is a class?", 200, random.Random(seed))) for seed in (1, 1, 2)
    )
    assert first == again != other


def test_an_answer_goes_on_from_the_last_words_of_the_prompt():
    model = NgramModel([["one", "two", "three", "four", "five"]])
    texts = {"".join(write(model, "one two three", 1, random.Random(n))) for n in range(40)}
    assert "Four" in texts


@pytest.mark.parametrize("prompt", ["", "???", "zzyzx qwrtp", "Schreib ein Gedicht", "the class"])
def test_every_prompt_gets_some_sentences(prompt):
    for seed in range(20):
        text = "".join(write(trained_model(), prompt, 2000, random.Random(seed)))
        assert text.endswith(".")
        assert 2 <= text.count(". ") + 1 <= 5 or text.count(".") >= 2
        assert "  " not in text
        assert text == text.strip()


async def test_the_backend_streams_word_by_word_and_stops_at_its_limit():
    spec = RouteSpec("word-4-gram", "ngram")
    request = GenerateRequest([Message.of_text("user", "Hi")], Sampling(max_tokens=3, seed=4))
    pieces = [piece async for piece in BACKENDS["ngram"].stream(spec, request)]
    assert pieces[-1] == Finished("length", 1, len(pieces) - 1)
    assert 1 <= len(pieces) - 1 <= 3
