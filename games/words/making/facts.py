"""Claims in pairs, one true and one false, each with a dossier of true sentences.

Three kinds: pairs that textarena's authors wrote, those set aside that are doubtful or unfit; what
a rare word means, against the meaning of its sibling; which city is the capital of a country.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from games.words.making.identity import id_of
from games.words.making.objects import Shelf, Thing, offset_of, shortened
from games.words.making.sources import Sources
from games.words.making.wordnet import HYPERNYM, HYPONYM, Synset, WordNet

_WORD = re.compile(r"[a-z]{4,}")
_NAME = re.compile(r"[A-Z][a-z]+")
_CAPITAL = re.compile(
    r"^the (?:national )?capital(?: city)?(?: and (?:largest|main) .*?)? of ([A-Z][\w ]+)$"
)
_AGES = re.compile(
    r"socialist|communist|former|soviet|Yugoslavia|independen|monarch|dictator", re.I
)
_OUTDATED = frozenset(
    [
        "Kazakhstan",
        "Burma",
        "Myanmar",
        "Nigeria",
        "Sri Lanka",
        "Burundi",
        "Yugoslavia",
        "Tanzania",
        "Ivory Coast",
        "Bolivia",
        "Israel",
        "Palau",
        "Serbia and Montenegro",
        "Zaire",
        "Taiwan",
        "Tibet",
        "Singapore",
        "Jerusalem",
        "Western Samoa",
        "Netherlands",
        "South Africa",
        "Kiribati",
        "Swaziland",
    ]
)
_RENAMED = {"Bruxelles": "Brussels", "Ashkhabad": "Ashgabat", "Kishinev": "Chisinau"}
MOST_MEANINGS, MOST_CAPITALS = 170, 70
_DOSSIER = 3
_LEAST_GLOSS, _MOST_GLOSS = 25, 100
_LEAST_DOMINANCE, _LEAST_USES, _MOST_USES = 0.6, 3, 1500
_WELL_KNOWN = 60  # definitions that name a country


class Facts:
    """Makes the cards; `unfit` names claims that were read and set aside."""

    def __init__(
        self, wordnet: WordNet, sources: Sources, shelf: Shelf, unfit: frozenset[str]
    ) -> None:
        self._wordnet = wordnet
        self._sources = sources
        self._shelf = shelf
        self._unfit = unfit

    def cards(self, things: Sequence[Thing]) -> Iterator[dict[str, Any]]:
        yield from self._pairs()
        yield from self._meanings(things)
        yield from self._capitals()

    def _pairs(self) -> Iterator[dict[str, Any]]:
        for true, false in self._sources.pairs:
            dossier = self._told_of(f"{true} {false}")
            card = _card(true, false, "science and the world", 2, dossier, "textarena")
            if card["id"] not in self._unfit and self._shelf.is_clean(true.lower().strip(".")):
                yield card

    def _meanings(self, things: Sequence[Thing]) -> Iterator[dict[str, Any]]:
        """Of words that few people can explain, at most one among siblings."""
        taken: set[str] = set()
        for thing in sorted(things, key=lambda thing: id_of(thing.word[::-1])):
            if len(taken) == MOST_MEANINGS:
                return
            above = self._wordnet.linked(thing.synset, HYPERNYM)[:1]
            if thing.difficulty < 3 or not above or above[0].offset in taken:
                continue
            sibling = self._sibling(thing, above[0])
            if sibling is None or not self._is_telling(thing.synset, thing.word):
                continue
            card = self._meaning(thing, above[0], sibling)
            if card["id"] not in self._unfit:
                taken.add(above[0].offset)
                yield card

    def _meaning(self, thing: Thing, above: Synset, sibling: Synset) -> dict[str, Any]:
        word = f"“{thing.word.capitalize()}” means"
        others = [one.lemmas[0] for one in self._wordnet.linked(above, HYPONYM)]
        known = sorted(set(others) - {thing.word}, key=lambda one: (-self._shelf.fame(one), one))
        dossier = [_explained(above, above.lemmas[0]), _explained(sibling, sibling.lemmas[0])]
        if len(known) > 1:
            dossier.append(f"Other things of that kind: {', '.join(known[:4])}.")
        true, false = (f"{word}: {one.short_definition}." for one in (thing.synset, sibling))
        return _card(true, false, "words", 3, dossier, "wordnet")

    def _capitals(self) -> Iterator[dict[str, Any]]:
        seats = self._seats()
        for country, city in sorted(seats.items(), key=lambda row: row[0].lemmas[0])[
            :MOST_CAPITALS
        ]:
            name, seat = country.lemmas[0], _today(city)
            neighbour = max(
                (other for other in seats if other is not country),
                key=lambda other: (len(_names(other) & _names(country)), other.lemmas[0]),
            )
            false = self._other_city(country, city) or _today(seats[neighbour])
            more = [part.strip() for part in city.definition.split(";")[1:] if part.strip()]
            dossier = [f"{seat}: {part}." for part in more[:1]]
            dossier.append(f"{_today(seats[neighbour])} is the capital of {neighbour.lemmas[0]}.")
            if not _AGES.search(country.short_definition):
                dossier.append(f"{name}: {country.short_definition}.")
            card = _card(
                f"The capital of {name} is {seat}.",
                f"The capital of {name} is {false}.",
                "capitals",
                1 if self._wordnet.uses[name.lower()] > _WELL_KNOWN else 2,
                dossier,
                "wordnet",
            )
            if card["id"] not in self._unfit:
                yield card

    def _seats(self) -> dict[Synset, Synset]:
        """Country -> its capital."""
        wordnet = self._wordnet
        is_country = offset_of(wordnet, "country#2")
        seats: dict[Any, Any] = {}
        for city in wordnet.linked(wordnet.synsets[offset_of(wordnet, "national_capital#1")], "~i"):
            match = _CAPITAL.match(city.short_definition)
            for offset in (
                wordnet.senses.get(match[1].replace(" ", "_").lower(), ()) if match else ()
            ):
                country = wordnet.synsets[offset]
                is_one = is_country in wordnet.ancestors(offset)
                is_taken = any(country.lemmas[0] == other.lemmas[0] for other in seats)
                if is_one and not is_taken and not _OUTDATED & {*country.lemmas}:
                    seats[country] = city
        return seats

    def _other_city(self, country: Synset, capital: Synset) -> str:
        """The first by name of the country's other cities; "" where WordNet knows none."""
        wordnet = self._wordnet
        is_city = offset_of(wordnet, "city#1")
        parts = wordnet.linked(country, "%p")
        names = {part.lemmas[0] for part in parts if is_city in wordnet.ancestors(part.offset)}
        return min(names - {capital.lemmas[0]}, default="")

    def _sibling(self, thing: Thing, above: Synset) -> Synset | None:
        """One with a meaning that could be the word's, and none of its names in it."""
        rows = sorted(self._wordnet.linked(above, HYPONYM), key=lambda one: one.offset)
        start = next((i for i, one in enumerate(rows) if one.offset == thing.synset.offset), 0)
        for one in rows[start + 1 :] + rows[:start]:
            is_telling = self._is_telling(one, one.lemmas[0])
            names_it = any(part in one.definition.lower() for part in thing.word.split())
            if is_telling and one.lexname == thing.synset.lexname and not names_it:
                return one
        return None

    def _is_telling(self, synset: Synset, word: str) -> bool:
        gloss = synset.short_definition
        parts = [part for part in word.lower().split() if len(part) > 3]
        is_long_enough = _LEAST_GLOSS <= len(gloss) <= _MOST_GLOSS
        names_itself = any(part[:5] in gloss.lower() for part in parts)
        return is_long_enough and not names_itself and self._shelf.is_clean(gloss.lower())

    def _told_of(self, claim: str) -> list[str]:
        """What a dictionary says of a claim's nouns, the rarest first."""
        found: dict[Any, Any] = {}
        for word in _WORD.findall(claim.lower()):
            for form in (word.removesuffix("s"), word.removesuffix("es"), word):
                if synset := self._noun(form):
                    found.setdefault(synset, form)
                    break
        rarest = sorted(found.items(), key=lambda row: (self._wordnet.uses[row[1]], row[1]))
        return [_explained(synset, word) for synset, word in rarest[:_DOSSIER]]

    def _noun(self, word: str) -> Synset | None:
        if thing := self._shelf.thing(word):
            return thing.synset
        wordnet = self._wordnet
        is_noun = word in wordnet.senses and wordnet.dominance(word) >= _LEAST_DOMINANCE
        is_used = _LEAST_USES <= wordnet.uses[word] <= _MOST_USES
        if not is_noun or not is_used or not self._shelf.is_clean(word):
            return None
        meant = self._shelf.meant(word)
        return meant if meant.lexname else None


def _explained(synset: Synset, word: str) -> str:
    return f"{word[0].upper()}{word[1:]}: {shortened(synset)}."


def _today(city: Synset) -> str:
    return _RENAMED.get(city.lemmas[0], city.lemmas[0])


def _names(country: Synset) -> set[str]:
    """Of regions, in a country's definition."""
    return set(_NAME.findall(country.definition))


def _card(
    true: str, false: str, topic: str, difficulty: int, dossier: Sequence[str], source: str
) -> dict[str, Any]:
    return {
        "id": id_of(true),
        "true": true,
        "false": false,
        "topic": topic,
        "difficulty": difficulty,
        "dossier": list(dossier),
        "source": source,
    }
