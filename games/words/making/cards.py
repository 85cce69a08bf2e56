"""Words that one would say first to describe a thing: what a card forbids.

Candidates come from WordNet (what it is, what it is made of, its definition, the definitions that
mention it, its best known siblings) and from authors' cards. Each link has a weight, times how
telling the word is: the log of the share of definitions that do without it.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from games.wording.compounds import shares_a_part
from games.wording.forms import STOPWORDS, are_forms_of_one, singular
from games.words.making.objects import Shelf, Thing
from games.words.making.sources import Sources
from games.words.making.wordnet import HYPERNYM, HYPONYM, PART, SUBSTANCE, Synset, WordNet

LEAST, MOST = 5, 8
MOST_USES = 900  # of a word in definitions; beyond, it says nothing
_LEAST_FAME, _LEAST_FAME_UNSAID = 4, 12  # the second: of words on no list and in no corpus
_HINT, _ABOVE, _HIGHER, _ALIAS, _GLOSS, _PART, _MENTION, _SIBLING = 14, 6, 2, 6, 5, 4, 3, 1.2
_MOST_SIBLINGS = 2
_NO_NOUN = 0.4  # what a word weighs that is only an adjective or a form of a verb
_ONLY_IN_DEFINITIONS = frozenset(
    [
        "consisting",
        "resembling",
        "having",
        "containing",
        "characterized",
        "relating",
        "certain",
        "usually",
        "typically",
        "especially",
        "various",
        "several",
        "etc",
        "eg",
        "genus",
        "family",
        "related",
        "used",
        "using",
        "made",
        "making",
        "serving",
        "designed",
        "intended",
        "member",
        "another",
        "instead",
        "itself",
        "yet",
        "less",
        "around",
        "along",
        "whole",
        "give",
        "since",
        "take",
        "become",
        "come",
        "allow",
        "provide",
        "include",
        "needed",
        "applied",
        "varying",
        "common",
        "native",
        "person",
        "people",
        "object",
        "act",
        "quality",
        "state",
        "process",
    ]
)


class Cards:
    """Finds what to forbid, word by word."""

    def __init__(self, wordnet: WordNet, sources: Sources, shelf: Shelf) -> None:
        self._wordnet = wordnet
        self._sources = sources
        self._shelf = shelf
        self._mentions = _mentions(wordnet)

    def forbidden(self, thing: Thing) -> list[str]:
        """The most telling first; fewer than LEAST where not enough was found."""
        scores: defaultdict[str, float] = defaultdict(float)
        for word, weight in self._links(thing):
            scores[word] += weight * self._telling(word)
        chosen: list[str] = []
        taken = [thing.word, *thing.word.split()]
        for word, _ in sorted(scores.items(), key=lambda item: (-item[1], item[0])):
            if self._may_stand(word, taken + chosen):
                chosen.append(word)
            if len(chosen) == MOST:
                break
        return chosen

    def _links(self, thing: Thing) -> Iterator[tuple[str, float]]:
        wordnet, synset = self._wordnet, thing.synset
        for hint in self._sources.hints.get(thing.word, ()):
            yield hint.lower(), _HINT
        for alias in thing.aliases:
            yield alias, _ALIAS
        for above in wordnet.linked(synset, HYPERNYM):
            yield above.lemmas[0], _ABOVE
            for higher in wordnet.linked(above, HYPERNYM):
                yield higher.lemmas[0], _HIGHER
            for sibling in self._best_known(wordnet.linked(above, HYPONYM), synset):
                yield sibling, _SIBLING
        for symbol in (PART, SUBSTANCE):
            for part in wordnet.linked(synset, symbol):
                yield part.lemmas[0], _PART
        for word in self._content(synset.definition):
            yield word, _GLOSS
        for word in self._mentions.get(thing.word, ()):
            yield word, _MENTION

    def _best_known(self, siblings: Iterable[Synset], synset: Synset) -> list[str]:
        words = {one.lemmas[0] for one in siblings if one.offset != synset.offset}
        famous = sorted(words, key=lambda word: (-self._shelf.fame(word), word))
        return famous[:_MOST_SIBLINGS]

    def _content(self, definition: str) -> Iterator[str]:
        for word in definition.lower().replace("-", " ").split():
            plain = word.strip(".,;:()'\"")
            base = singular(plain)
            yield base if base in self._wordnet.words else plain

    def _telling(self, word: str) -> float:
        uses = max((self._wordnet.uses[part] for part in word.split()), default=0)
        is_noun = word.replace(" ", "_") in self._wordnet.senses
        return math.log(len(self._wordnet.synsets) / (uses + 20)) * (1 if is_noun else _NO_NOUN)

    def _may_stand(self, word: str, taken: list[str]) -> bool:
        parts = word.split()
        is_plain = word.islower() and all(part.isalpha() for part in parts) and len(parts) < 3
        if not is_plain or len(word) < 3 or not self._shelf.is_clean(word):
            return False
        if word in STOPWORDS or word in _ONLY_IN_DEFINITIONS:
            return False
        if self._wordnet.uses[word] > MOST_USES or not self._is_common(word):
            return False
        return not any(
            are_forms_of_one(part, other) or shares_a_part(part, other)
            for part in parts
            for one in taken
            for other in one.split()
        )

    def _is_common(self, word: str) -> bool:
        """Whether a guesser would know it."""
        is_said = word in self._sources.common or any(
            self._wordnet.count(word, part) for part in self._wordnet.counts
        )
        fame = self._shelf.fame(word)
        return fame >= (_LEAST_FAME if is_said else _LEAST_FAME_UNSAID)


def _mentions(wordnet: WordNet) -> Mapping[str, list[str]]:
    """A word -> the first names of the things whose definitions have it."""
    mentions: dict[str, list[str]] = defaultdict(list)
    for offset in sorted(wordnet.synsets):
        synset = wordnet.synsets[offset]
        for word in set(synset.definition.lower().replace(",", " ").split()):
            if wordnet.uses[word] <= MOST_USES:
                mentions[word].append(synset.lemmas[0])
    return mentions
