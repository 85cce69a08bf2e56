"""LISTENER: a script for ELIZA's machine, in our own words, after the manner of a patient listener.

Patterns are matched after pronouns were swapped: the visitor's "I am tired of you" is read as
"you are tired of i". How to write a rule: inference/backends/eliza/machine.py, Rule.
"""

from inference.backends.eliza.machine import Rule, Script
from inference.backends.eliza.script_persons import PERSONS
from inference.backends.eliza.script_topics import TOPICS


def _group(words: str) -> frozenset[str]:
    return frozenset(words.split())


_GROUPS = {
    "family": _group(
        "mother mum mom father dad parents sister brother wife husband partner son daughter "
        "children child family grandmother grandfather aunt uncle cousin"
    ),
    "believe": _group("believe think feel suppose guess suspect imagine"),
    "low": _group("sad unhappy depressed lonely tired ill sick afraid anxious worried angry lost"),
    "high": _group("happy glad better fine well proud calm excited hopeful"),
    "wish": _group("want need wish desire crave"),
}

_SUBSTITUTIONS = {
    "me": "you",
    "mine": "yours",
    "yours": "mine",
    "myself": "yourself",
    "yourself": "myself",
}

LISTENER = Script(
    keywords=TOPICS | PERSONS,
    substitutions=_SUBSTITUTIONS,
    groups=_GROUPS,
    memory_keyword="my",
    memory=(
        Rule.of("* your *", "Earlier you spoke of your {3}. Let us go back there."),
        Rule.of("* your *", "Has this to do with your {3}?"),
        Rule.of("* your *", "I still think of your {3}. Do you?"),
        Rule.of("* your *", "You said your {3}. What more is there to it?"),
    ),
    fallbacks=(
        "I am not sure that I follow. Could you put it another way?",
        "Please go on.",
        "What does that bring up in you?",
        "Stay with that thought for a moment.",
        "And how did you come to it?",
    ),
)
