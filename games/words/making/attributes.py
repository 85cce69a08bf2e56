"""What is so of a thing, as far as WordNet tells: yes, no or unknown for each question of a list.

A rule says yes for what falls under some synsets or whose definition matches a pattern, no for what
falls under others, and otherwise its own last word. Unknown is honest: a taxonomy knows what a
thing is and little of how big it is.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from games.words.making.objects import Thing, offset_of
from games.words.making.wordnet import PART, SUBSTANCE, WordNet

YES, NO, UNKNOWN = "y", "n", "?"
TABLE = Path(__file__).with_name("attributes.tsv")
CORRECTIONS_TABLE = Path(__file__).with_name("corrections.tsv")
NEVER_TABLE = Path(__file__).with_name("never.tsv")


@dataclass(frozen=True)
class Rule:
    """yes, no: synsets as lemma#sense; pattern: of definitions and names of parts; last: else."""

    key: str
    question: str
    yes: str = ""
    pattern: str = ""
    no: str = ""
    last: str = NO


def _rules() -> tuple[Rule, ...]:
    rows = [line.split("\t") for line in TABLE.read_text("utf-8").splitlines()]
    return tuple(Rule(*row) for row in rows if not row[0].startswith("#"))


def _never() -> tuple[tuple[str, frozenset[str]], ...]:
    """Kinds, and the attributes that nothing of them has unless a rule says yes."""
    rows = [line.split("\t") for line in NEVER_TABLE.read_text("utf-8").splitlines()]
    return tuple((kinds, frozenset(keys.split())) for kinds, keys in rows if kinds[0] != "#")


def _corrections() -> dict[tuple[str, str], str]:
    """(object, attribute) -> the value that somebody gave it."""
    rows = [line.split("\t") for line in CORRECTIONS_TABLE.read_text("utf-8").splitlines()]
    return {(row[0], row[1]): row[2] for row in rows if not row[0].startswith("#")}


RULES, NEVER, CORRECTIONS = _rules(), _never(), _corrections()


class Answers:
    """Looks the rules' synsets up once, then answers for thing after thing."""

    def __init__(self, wordnet: WordNet) -> None:
        self._wordnet = wordnet
        self._rules = [
            (rule, self._offsets(rule.yes), self._never(rule), re.compile(rule.pattern))
            for rule in RULES
        ]

    def row(self, thing: Thing) -> str:
        """A letter for each rule."""
        wordnet, synset = self._wordnet, thing.synset
        above = wordnet.ancestors(synset.offset)
        parts = [
            part.lemmas[0]
            for symbol in (PART, SUBSTANCE)
            for part in wordnet.linked(synset, symbol)
        ]
        told = "; ".join([synset.definition.lower(), *parts])
        return "".join(
            CORRECTIONS.get((thing.word, rule[0].key)) or self._answer(above, told, *rule)
            for rule in self._rules
        )

    def _answer(
        self,
        above: frozenset[str],
        told: str,
        rule: Rule,
        yes: frozenset[str],
        no: frozenset[str],
        pattern: re.Pattern[str],
    ) -> str:
        if above & yes:
            return YES
        if above & no:
            return NO
        return YES if rule.pattern and pattern.search(told) else rule.last

    def _never(self, rule: Rule) -> frozenset[str]:
        kinds = [places for places, keys in NEVER if rule.key in keys]
        return self._offsets(" ".join([rule.no, *kinds]))

    def _offsets(self, places: str) -> frozenset[str]:
        return frozenset(offset_of(self._wordnet, place) for place in places.split())
