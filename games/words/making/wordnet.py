"""WordNet's plain files, its nouns as synsets with what they point to.

Format: wndb(5WN) and senseidx(5WN) of WordNet 3.0, as Debian's wordnet-base has it.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

LEXNAMES = {
    5: "animal",
    6: "artifact",
    8: "body",
    13: "food",
    17: "object",
    19: "phenomenon",
    20: "plant",
    27: "substance",
}
PARTS_OF_SPEECH = {"1": "noun", "2": "verb", "3": "adj", "4": "adv", "5": "adj"}
HYPERNYM, INSTANCE, HYPONYM = "@", "@i", "~"
PART, SUBSTANCE = "%p", "%s"
_EXAMPLE = re.compile(r';?\s*"')
_WORD = re.compile(r"[a-z]+")
_ASIDE = re.compile(r"\s*\([^()]*\)")


@dataclass(frozen=True, eq=False)
class Synset:
    """lexname: WordNet's field, "" for those that hold no things; links: symbol -> offsets."""

    offset: str
    lexname: str
    lemmas: tuple[str, ...]
    gloss: str
    links: Mapping[str, Sequence[str]] = field(repr=False)

    @property
    def definition(self) -> str:
        """Without examples and asides."""
        return _ASIDE.sub("", _EXAMPLE.split(self.gloss)[0]).strip(" ;")

    @property
    def short_definition(self) -> str:
        """Its first part."""
        return self.definition.split(";")[0].strip()


class WordNet:
    """synsets: nouns by offset; senses: of a noun, the most frequent first; counts: of (part of
    speech, lemma, number of the sense), how often it was tagged in WordNet's corpora; uses: of a
    word, the definitions with it."""

    def __init__(self, folder: Path) -> None:
        self.synsets = {synset.offset: synset for synset in _synsets(folder / "data.noun")}
        self.senses = dict(_senses(folder / "index.noun"))
        self.counts = _counts(folder / "cntlist.rev")
        self.words = {
            lemma
            for part in ("noun", "verb", "adj", "adv")
            for lemma, _ in _senses(folder / f"index.{part}")
        }
        self.uses = Counter(
            word
            for synset in self.synsets.values()
            for word in set(_WORD.findall(synset.definition.lower()))
        )
        self._ancestors: dict[str, frozenset[str]] = {}

    def first(self, lemma: str, number: int = 1) -> Synset:
        """The sense of that number, from 1. Raises KeyError."""
        return self.synsets[self.senses[lemma.replace(" ", "_")][number - 1]]

    def count(self, lemma: str, part: str = "noun") -> int:
        """Of all senses together."""
        return sum(self.counts[part].get(lemma.replace(" ", "_"), {}).values())

    def ancestors(self, offset: str) -> frozenset[str]:
        """All hypernyms, the synset itself among them."""
        if offset not in self._ancestors:
            links = self.synsets[offset].links
            above = [*links.get(HYPERNYM, ()), *links.get(INSTANCE, ())]
            sets = [self.ancestors(one) for one in above]
            self._ancestors[offset] = frozenset({offset}).union(*sets)
        return self._ancestors[offset]

    def linked(self, synset: Synset, symbol: str) -> list[Synset]:
        return [self.synsets[offset] for offset in synset.links.get(symbol, ())]

    def dominance(self, lemma: str) -> float:
        """Share of the first noun sense in all that the lemma was tagged with, smoothed."""
        lemma = lemma.replace(" ", "_")
        nouns = self.counts["noun"].get(lemma, {})
        total = sum(sum(self.counts[part].get(lemma, {}).values()) for part in self.counts)
        return (nouns.get(1, 0) + 1) / (total + 1)


def _synsets(path: Path) -> Iterator[Synset]:
    for line in _lines(path):
        data, _, gloss = line.partition(" | ")
        fields = data.split()
        num_words = int(fields[3], 16)
        lemmas = tuple(fields[4 + 2 * i].replace("_", " ") for i in range(num_words))
        rest = fields[4 + 2 * num_words :]
        links: dict[str, list[str]] = defaultdict(list)
        for i in range(int(rest[0])):
            symbol, offset, part, _ = rest[1 + 4 * i : 5 + 4 * i]
            if part == "n":
                links[symbol].append(offset)
        lexname = LEXNAMES.get(int(fields[1]), "")
        yield Synset(fields[0], lexname, lemmas, gloss.strip(), dict(links))


def _senses(path: Path) -> Iterator[tuple[str, list[str]]]:
    for line in _lines(path):
        fields = line.split()
        yield fields[0], fields[-int(fields[2]) :]


def _counts(path: Path) -> dict[str, dict[str, dict[int, int]]]:
    counts: dict[str, dict[str, dict[int, int]]] = {
        part: defaultdict(dict) for part in ("noun", "verb", "adj", "adv")
    }
    for line in path.read_text().splitlines():
        key, number, count = line.split()
        lemma, _, sense = key.partition("%")
        counts[PARTS_OF_SPEECH[sense[0]]][lemma][int(number)] = int(count)
    return counts


def _lines(path: Path) -> Iterator[str]:
    """Without the licence at the top, whose lines begin with blanks."""
    with path.open(encoding="utf-8", errors="strict") as file:
        yield from (line for line in file if not line.startswith("  "))
