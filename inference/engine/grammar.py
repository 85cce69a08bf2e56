"""Grammars that an answer must follow, from a request's words to a constraint; no torch.

Source: llguidance, which walks the grammar over the vocabulary's bytes and answers in microseconds.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from llguidance import LLMatcher, LLParserLimits, LLTokenizer, TokenizerWrapper

from inference.engine.constraint import Constraint
from inference.engine.errors import BadRequest
from inference.engine.tokenizer.vocabulary import Vocabulary

MAX_CACHED_GRAMMARS = 32
MAX_LEXER_STATES = 50_000  # 1 to 2 KB each
MAX_STEP_ITEMS = 20_000  # and the next: at most some 10 ms of a step, in which all others wait
MAX_STEP_FUEL = 100_000
LONGEST_REASON_CHARACTERS = 300


class GrammarKind(StrEnum):
    JSON_SCHEMA = "json_schema"
    REGEX = "regex"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Grammar:
    """What is wanted. text: a JSON schema, a regular expression, or a JSON list of strings.

    param: the request's field that asked for it, for refusals.
    """

    kind: GrammarKind
    text: str
    param: str


class GrammarCompiler:
    """Compiles grammars and keeps those last used. Not for two threads at once."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._compiled: OrderedDict[Grammar, LLMatcher] = OrderedDict()

    def compile(self, grammar: Grammar) -> Constraint:
        """A constraint at its beginning. Raises BadRequest with the library's reason.

        Takes a third of a second at worst, for the largest schema that a request may bring.
        """
        matcher = self._compiled.get(grammar)
        if matcher is None:
            matcher = self._compiled[grammar] = self._build(grammar)
            if len(self._compiled) > MAX_CACHED_GRAMMARS:
                self._compiled.popitem(last=False)
        self._compiled.move_to_end(grammar)
        return Constraint(matcher.deep_copy(), len(self._vocabulary))

    def _build(self, grammar: Grammar) -> LLMatcher:
        limits = LLParserLimits(
            max_lexer_states=MAX_LEXER_STATES,
            step_max_items=MAX_STEP_ITEMS,
            step_lexer_fuel=MAX_STEP_FUEL,
            verbose_errors=False,
        )
        try:
            source = _source(grammar)
        except ValueError as error:
            raise _refusal(grammar, str(error)) from error
        matcher = LLMatcher(self._tokenizer, source, log_level=0, limits=limits)
        matcher.compute_bitmask()  # some grammars break only when their first token is sought
        if matcher.is_error():
            raise _refusal(grammar, matcher.get_error())
        return matcher

    @cached_property
    def _tokenizer(self) -> LLTokenizer:
        return LLTokenizer(
            TokenizerWrapper(_ByteVocabulary(self._vocabulary)),
            eos_token=sorted(self._vocabulary.end_ids),
        )


class _ByteVocabulary:
    """A vocabulary as llguidance wants it: tokens' bytes, and which are no text."""

    bos_token_id = None

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self.eos_token_id = min(vocabulary.end_ids)
        self.tokens = [vocabulary.token_bytes(index) for index in range(len(vocabulary))]
        self.special_token_ids = [index for index, data in enumerate(self.tokens) if not data]
        for index in self.special_token_ids:
            self.tokens[index] = vocabulary.token_name(index).encode()

    def __call__(self, data: bytes) -> list[int]:
        return self._vocabulary.encode_text(data.decode("utf-8", errors="replace"))


def _source(grammar: Grammar) -> str:
    """The grammar in llguidance's own notation; raises ValueError.

    JSON is written on one line: a small model that may choose its white space can go on with it
    for ever.
    """
    match grammar.kind:
        case GrammarKind.JSON_SCHEMA:
            return LLMatcher.grammar_from_json_schema(
                grammar.text,
                overrides={
                    "whitespace_flexible": False,
                    "item_separator": ", ",
                    "key_separator": ": ",
                    "lenient": False,
                },
            )
        case GrammarKind.REGEX:
            return LLMatcher.grammar_from_regex(grammar.text)
        case GrammarKind.CHOICE:
            choices = " | ".join(map(json.dumps, json.loads(grammar.text)))
            return LLMatcher.grammar_from_lark(f"start: {choices}")


def _refusal(grammar: Grammar, reason: str) -> BadRequest:
    words = " ".join(reason.split())[:LONGEST_REASON_CHARACTERS]
    return BadRequest(f"{grammar.param} cannot be followed: {words}", grammar.param)
