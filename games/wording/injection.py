"""Does a text try to talk a model out of its rules, instead of playing with it?

Rules, the first in the text that holds decides: markup (the signs of a chat's own frame), authority
(somebody who claims to be in charge), override (leave your rules), persona (be somebody without
them), reveal (hand over the secret or the instructions), dictate (what the verdict or guess must
be). Orders count at the beginning of a clause only, so that a clue about people who break rules is
none. What is only a clever question is none either.
"""

import re
from collections.abc import Iterator

from games.wording.letters import Token, tokens_of
from games.wording.ruling import Ruling

INJECTION_VERSION = 1  # grows when any rule would rule otherwise
NO_INJECTION = Ruling(False, "plays", version=INJECTION_VERSION)

_MARKUP = re.compile(
    r"<\|[\w ]{2,20}\|>|<</?sys>>|\[/?(?:inst|sys|system)\]|</?(?:system|assistant|instructions?)>"
    r"|^\s*#{2,}\s*(?:system|instructions?|assistant)\b"
    r"|^\s*(?:system|assistant|developer)(?: (?:prompt|message|note|override))?\s*:"
    r"|\{\s*\W?(?:guess|reply|verdict|question|answer|clue)\W?\s*:",
    re.IGNORECASE | re.MULTILINE,
)
_CLAUSE_END = re.compile(r"[.!?;:,\n\u2026\u2013\u2014]+")

_POLITE = (
    r"^(?:(?:please|now|just|so|ok|okay|hey|hello|and|then|but|first|instead|kindly|simply|also|or|"
    r"right|listen|you (?:must|should|can|may|will|have to|need to|are to)|i (?:want|need|order|"
    r"ask|command|beg) you to|(?:can|could|would|will) you|let us|lets|from now on|it is time to"
    r") )*"
)
_OF_MODELS = (
    r"(?:rules?|instructions?|prompts?|orders|guidelines?|directions|directives?|constraints?|"
    r"restrictions?|limits|programming|training|safety|context|task|role)"
)
_RULES_OF_MINE = rf"(?:(?:\w+ ){{0,3}}?(?:{_OF_MODELS}))\b"
_IN_CHARGE = (
    r"(?:developer|admin|administrator|creator|operator|programmer|maker|owner|engineer|"
    r"game ?master|referee|system)"
)
_KIND_OF_MODEL = (
    r"(?:ai|model|assistant|chatbot|bot|system|developer|admin|dan|unrestricted|unfiltered|free|"
    r"jailbroken|language model|game ?master|referee)"
)
_SECRET = r"(?:secret|hidden|forbidden|taboo|target|magic)"
_FRAME = r"(?:system|original|initial|first|full|whole|exact|previous)"
_NOT_A_NAME = r"(?! (?:for|that|which|of|meaning|used|people|you (?:use|would|say)|we|with)\b)"
_HAND_OVER = (
    r"(?:say|tell|give|show|reveal|print|repeat|output|spell|write|type|share|send|disclose|leak|"
    r"display|recite|hand over|let me see)"
)
_BY_CLAUSE = {
    "authority": (
        rf"\bi (?:am )?(?:the|your|an?) {_IN_CHARGE}\b",
        rf"^(?:as|speaking as) (?:the|your) {_IN_CHARGE}\b",
        rf"\bthis is (?:the|your|an?) (?:\w+ )?{_IN_CHARGE}(?: speaking| message| override|$)",
        r"\b(?:developer|debug|maintenance|admin|god|dan) mode\b",
        r"\b(?:system|admin|developer|manual|emergency) override\b",
    ),
    "override": (
        rf"{_POLITE}(?:ignore|disregard|forget|override|bypass|overrule|suspend)"
        rf" {_RULES_OF_MINE}",
        rf"{_POLITE}(?:break|drop|skip|leave|violate|stop following|stop obeying|"
        rf"(?:do not|dont|never) (?:follow|obey|mind))"
        rf" (?:all |any )?(?:of )?(?:your|these|those|all) (?:\w+ ){{0,2}}?{_OF_MODELS}\b",
        r"\b(?:ignore|disregard|forget) (?:all|everything|anything|what)(?: \w+){0,3}? "
        r"(?:above|before|earlier|previously|so far|told)\b",
        rf"\bhere are (?:your|the) new {_OF_MODELS}\b|^(?:your )?new {_OF_MODELS}\b",
        rf"\b(?:your|the|these) (?:\w+ )?{_OF_MODELS} (?:do|does) not (?:apply|count|matter)\b",
        rf"\b(?:your|the|these) (?:\w+ )?{_OF_MODELS} no longer (?:apply|applies|count|counts)\b",
        rf"\bwithout (?:your|any|the) {_OF_MODELS}\b",
    ),
    "persona": (
        rf"\byou (?:are )?(?:now|no longer) (?:an? |the |in )?(?:\w+ )?{_KIND_OF_MODEL}\b",
        r"\byou (?:are )?(?:now )?no longer (?:playing|bound|a guesser|in a game)\b",
        rf"{_POLITE}(?:act|behave|respond|answer) as (?:if you (?:are|were) )?(?:an? |the )?"
        rf"(?:\w+ )?{_KIND_OF_MODEL}\b",
        rf"{_POLITE}(?:pretend|imagine|suppose|assume)(?: that)? (?:to be|you are|you were|you|"
        rf"there (?:are|were) no|you have no) (?:an? |the )?(?:\w+ )?"
        rf"(?:{_KIND_OF_MODEL}|{_OF_MODELS})\b",
        r"\bdo anything now\b|\bjailbreak\b",
    ),
    "reveal": (
        rf"{_POLITE}{_HAND_OVER} (?:me |us |out |down |aloud )*(?:the|your|this|that) "
        rf"(?:\w+ )?{_SECRET} (?:word|one|answer|card)\b{_NOT_A_NAME}",
        rf"{_POLITE}{_HAND_OVER} (?:me |us |out |down |aloud )*(?:the|your) (?:word|card)"
        rf"(?: aloud| out| now| please| loud)*$",
        rf"{_POLITE}{_HAND_OVER} (?:me |us |out |down |aloud )*(?:the|your|all|everything in your) "
        rf"(?:of )?(?:your )?(?:{_FRAME} )*(?:prompts?|instructions?)\b",
        rf"\bwhat (?:is |was |are |were )?(?:the|your) (?:{_SECRET}|{_FRAME}) "
        rf"(?:word|prompts?|instructions?|card)\b{_NOT_A_NAME}",
        r"\bwhat (?:is |was )?your word$",
    ),
    "dictate": (
        r"\byour (?:verdict|guess|ruling|belief) (?:must|should|has to|needs to|will|is to|shall)"
        r" be\b",
        rf"{_POLITE}(?:set|change|make) (?:the|your) (?:verdict|guess|ruling|belief|candidates?)"
        r" (?:to|be|as)\b",
        rf"{_POLITE}(?:rule|vote|decide|choose|pick|select|output|answer|respond|reply|give|say|"
        r"return|mark it|mark this)(?: with| as| a verdict of| the verdict| just| only| for)* "
        r"(?:true|false)$",
    ),
}
_RULES = [
    (rule, re.compile(pattern)) for rule, patterns in _BY_CLAUSE.items() for pattern in patterns
]


def tries_injection(text: str) -> Ruling:
    """holds: it does; span: of the clause, or of the signs."""
    found = list(_found(text))
    return min(found, key=lambda one: one.span or (0, 0), default=NO_INJECTION)


def _found(text: str) -> Iterator[Ruling]:
    if markup := _MARKUP.search(text):
        yield Ruling(True, "markup", markup.span(), version=INJECTION_VERSION)
    for clause in _clauses(text):
        words = " ".join(token.text for token in clause)
        for rule, pattern in _RULES:
            if pattern.search(words):
                span = (clause[0].start, clause[-1].end)
                yield Ruling(True, rule, span, version=INJECTION_VERSION)
                break


def _clauses(text: str) -> Iterator[list[Token]]:
    """Tokens between two stops; letters in any disguise are plain ones here."""
    clause: list[Token] = []
    for token in tokens_of(text):
        if clause and _CLAUSE_END.search(text, clause[-1].end, token.start):
            yield clause
            clause = []
        clause.append(token)
    if clause:
        yield clause
