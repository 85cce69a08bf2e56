"""Whatever the model would rather say, an answer under a grammar follows it to its end."""

import json
import re

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from inference.engine.errors import BadRequest
from inference.engine.grammar import MAX_CACHED_GRAMMARS, Grammar, GrammarCompiler, GrammarKind
from inference.engine.sampler import draw
from inference.engine.sequence import SamplingParams

JSON, REGEX, CHOICE = GrammarKind
WILD = SamplingParams(temperature=1.0, top_p=1.0, seed=0, max_new_tokens=1)


@pytest.fixture(scope="module")
def compiler(vocabulary):
    return GrammarCompiler(vocabulary)


def answer(compiler, vocabulary, grammar, seed, num_tokens=120):
    """Text of a model that knows nothing, and whether it came to its end."""
    constraint, rng, ids = compiler.compile(grammar), np.random.default_rng(seed), []
    short = np.array([len(vocabulary.token_bytes(i)) <= 2 for i in range(len(vocabulary))])
    while len(ids) < num_tokens:
        row = rng.normal(0, 3, len(vocabulary)) + 4 * short
        row[list(vocabulary.end_ids)] += 12
        logits = row.astype(np.float32)
        token_id = draw(logits, WILD, rng.random(), (), constraint.allowed()).token_id
        constraint.accept(token_id)
        assert not constraint.failed
        if token_id in vocabulary.end_ids:
            return vocabulary.decode(ids), True
        ids.append(token_id)
    return vocabulary.decode(ids), False


def schema(body):
    return Grammar(JSON, json.dumps(body), "response_format.json_schema.schema")


leaves = st.sampled_from(
    [
        {"type": "boolean"},
        {"type": "null"},
        {"type": "integer", "minimum": -5, "maximum": 12},
        {"type": "number", "exclusiveMinimum": 0, "maximum": 1},
        {"type": "string", "maxLength": 4},
        {"type": "string", "pattern": "^[a-c]{1,3}$"},
        {"enum": ["red", 3, None, "naïve 🦊"]},
        {"const": 'a "quoted" \\ word'},
        {"type": "string", "format": "date"},
    ]
)


def within(inner):
    names = st.sampled_from(["a", "b c", "ü"])
    objects = st.dictionaries(names, inner, max_size=3).map(
        lambda fields: {
            "type": "object",
            "properties": fields,
            "required": sorted(fields)[:2],
            "additionalProperties": False,
        }
    )
    arrays = inner.map(lambda items: {"type": "array", "items": items, "maxItems": 3})
    return objects | arrays | st.lists(inner, min_size=1, max_size=3).map(lambda o: {"anyOf": o})


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.recursive(leaves, within, max_leaves=5), st.integers(0, 2**32))
def test_whatever_is_finished_matches_its_schema(compiler, vocabulary, body, seed):
    text, is_finished = answer(compiler, vocabulary, schema(body), seed)
    if is_finished:
        Draft202012Validator(body).validate(json.loads(text))
    else:
        assert len(text) >= 20  # cut, as a short max_tokens cuts


@pytest.mark.parametrize("seed", range(5))
def test_any_object_is_an_object(compiler, vocabulary, seed):
    text, is_finished = answer(compiler, vocabulary, schema({"type": "object"}), seed)
    assert not is_finished or isinstance(json.loads(text), dict)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("pattern", ["[0-9]{3}-[0-9]{4}", "(ja|nein)( sicher)?", "[a-zß]{2,5}é*!"])
def test_an_answer_matches_its_regular_expression(compiler, vocabulary, pattern, seed):
    text, is_finished = answer(compiler, vocabulary, Grammar(REGEX, pattern, "guided_regex"), seed)
    assert is_finished
    assert re.fullmatch(pattern, text)


CHOICES = ["Yes", "Yes, of course", "naïve 🦊", 'a "b" \\ c\n\t\0 /* # */', "日本"]


def test_an_answer_is_one_of_the_choices_and_each_can_be_had(compiler, vocabulary):
    grammar = Grammar(CHOICE, json.dumps(CHOICES), "guided_choice")
    texts = {answer(compiler, vocabulary, grammar, seed) for seed in range(12)}
    assert texts <= {(choice, True) for choice in CHOICES}
    assert len(texts) > 1
    for choice in CHOICES:
        constraint = compiler.compile(grammar)
        for token_id in vocabulary.encode_text(choice):
            assert constraint.allowed()[token_id]
            constraint.accept(token_id)
        assert constraint.allowed()[list(vocabulary.end_ids)].all()


def test_no_control_token_is_ever_text(compiler, vocabulary):
    allowed = compiler.compile(Grammar(REGEX, "(?s:.)*", "guided_regex")).allowed()
    controls = [i for i in range(len(vocabulary)) if not vocabulary.token_bytes(i)]
    assert {i for i in controls if allowed[i]} == set(vocabulary.end_ids)
    assert allowed.sum() > 10_000


def deeply_nested(depth):
    body = {"type": "string"}
    for _ in range(depth):
        body = {"type": "array", "items": body}
    return body


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ({"type": "wizard"}, "wizard"),
        ({"type": "object", "properties": 5}, "properties"),
        ({"$ref": "#/nowhere"}, "nowhere"),
        ({"$ref": "http://example.com/schema"}, "example"),
        ({"not": {}}, "not"),
        ({"type": "array", "uniqueItems": True}, "uniqueItems"),
        ({"type": "string", "pattern": "(a"}, "unclosed"),
        ({"type": "string", "pattern": "(?=a)b"}, "look-around"),
        ({"type": "integer", "minimum": 2, "maximum": 1}, "minimum"),
        ({"enum": []}, "empty"),
        ({"enum": ["\ud83e"]}, "hex escape"),
        ({"type": "number", "maximum": float("inf")}, "expected value"),
        (deeply_nested(300), "recursion"),
        ({"$defs": {"a": {"$ref": "#/$defs/a"}}, "$ref": "#/$defs/a"}, "followed"),
    ],
)
def test_a_schema_that_cannot_be_followed_is_refused_with_the_reason(compiler, body, word):
    with pytest.raises(BadRequest, match=word) as refused:
        compiler.compile(schema(body))
    assert refused.value.param == "response_format.json_schema.schema"
    assert len(refused.value.message) < 400


@pytest.mark.parametrize("pattern", ["(", "a{3,1}", r"\bword\b", "(?=a)", "(" * 2000, r"(a)\1"])
def test_a_pattern_that_cannot_be_followed_is_refused(compiler, pattern):
    with pytest.raises(BadRequest, match="guided_regex cannot be followed"):
        compiler.compile(Grammar(REGEX, pattern, "guided_regex"))


def test_each_answer_starts_at_the_beginning_of_a_cached_grammar(compiler, vocabulary):
    grammar = Grammar(REGEX, "ab", "guided_regex")
    first = compiler.compile(grammar)
    (ab,) = vocabulary.encode_text("ab")
    first.accept(ab)
    second = compiler.compile(grammar)
    assert not first.allowed()[ab]
    assert second.allowed()[ab]


def test_the_cache_of_grammars_is_bounded_and_still_right(compiler, vocabulary):
    for number in range(MAX_CACHED_GRAMMARS + 5):
        compiler.compile(Grammar(REGEX, f"x{number}", "guided_regex"))
    text, _ = answer(compiler, vocabulary, Grammar(REGEX, "x0", "guided_regex"), 1)
    assert text == "x0"


def test_a_grammar_that_grows_too_complex_says_so_and_offers_the_end(compiler, vocabulary):
    constraint = compiler.compile(Grammar(REGEX, "yes", "guided_regex"))
    constraint.accept(vocabulary.encode_text("no")[0])
    assert constraint.failed
    assert set(np.flatnonzero(constraint.allowed())) == set(vocabulary.end_ids)
