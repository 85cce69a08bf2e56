"""Which words are things that people can think of, with category, difficulty and gloss."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from games.words.making.sources import Sources, read_list
from games.words.making.wordnet import HYPONYM, Synset, WordNet

CATEGORIES = (  # category, synsets as lemma#sense; the first that a word falls under
    ("bird", "bird#1"),
    ("fish", "fish#1 aquatic_mammal#1 crustacean#1 mollusk#1"),
    ("insect", "arthropod#1"),
    ("reptile", "reptile#1 amphibian#3"),
    ("mammal", "mammal#1"),
    ("animal", "animal#1"),
    ("fruit or nut", "edible_fruit#1 edible_nut#1"),
    ("vegetable", "vegetable#1"),
    ("drink", "beverage#1"),
    ("food", "food#1 food#2 flavorer#1"),
    ("tree", "tree#1"),
    ("flower", "flower#1 flower#2"),
    ("plant", "plant#2 plant_part#1"),
    ("clothing", "clothing#1 footwear#2 accessory#1"),
    ("jewellery", "jewelry#1 gem#2 gem#5"),
    ("musical instrument", "musical_instrument#1"),
    ("vehicle", "vehicle#1 public_transport#1"),
    ("furniture", "furniture#1"),
    ("toy or game", "plaything#1 game_equipment#1 sports_equipment#1"),
    ("kitchen", "kitchen_utensil#1 kitchen_appliance#1 tableware#1"),
    ("container", "container#1"),
    ("tool", "tool#1 implement#1"),
    ("cloth", "fabric#1 bedclothes#1"),
    ("room", "room#1"),
    ("building", "building#1 mercantile_establishment#1 facility#1"),
    ("structure", "structure#1 way#6 area#5"),
    ("machine", "machine#1 electronic_equipment#1 instrument#1 home_appliance#1"),
    ("device", "device#1 equipment#1"),
    ("work of art", "art#1 creation#2"),
    ("part of the body", "body_part#1 body_covering#1"),
    ("weather", "weather#1 atmospheric_phenomenon#1"),
    ("material", "material#1"),
    ("thing", "artifact#1"),
    ("place in nature", "object#1"),
    ("material", "substance#1"),
)
_UNFIT = """
weapon#1 ammunition#1 explosive#1 drug#1 drug_of_abuse#1 alcohol#1 tobacco#1 tobacco#2
instrument_of_punishment#1 reproductive_organ#1 body_waste#1 contraceptive#1 undergarment#1
corpse#1 grave#2 toilet_facility#1 military_vehicle#1 bone#1 chemical_element#1 compound#2
body_substance#1 medicine#2
"""
MOST_KINDS = 60  # under a word; more, and it is a class such as “device”
LEAST_DOMINANCE = 0.5
LONGEST_GLOSS = 110
MOST_SENSES, NEARLY = 3, 0.6
_LEXNAMES = {"animal", "artifact", "body", "food", "object", "plant", "substance", "phenomenon"}
_PLAIN = re.compile(r"[a-z]{3,14}( [a-z]{2,12})?")
_EASY_FAME, _MEDIUM_FAME = 15, 5
_LEAST_USES = 4
_GENERAL = re.compile(
    r"^(a |an |the )?(any|something|anything|unit|kind|type|part|piece|act|place where|state)\b"
)


@dataclass(frozen=True)
class Thing:
    """An object of the bank before it is written down. near: names that mean it among others."""

    word: str
    synset: Synset
    category: str
    difficulty: int
    aliases: tuple[str, ...]
    near: tuple[str, ...]
    gloss: str


@dataclass(frozen=True)
class Everyday:
    """What a word means to everybody: the number of its sense; category: "" for WordNet's."""

    sense: int
    category: str = ""


def read_everyday(path: Path) -> dict[str, Everyday]:
    """Lines of a word, a number and perhaps a category."""
    rows = (line.split(maxsplit=2) for line in sorted(read_list(path)))
    return {word: Everyday(int(sense), *category) for word, sense, *category in rows}


class Shelf:
    """Knows which words are things; asked one by one."""

    def __init__(
        self,
        wordnet: WordNet,
        sources: Sources,
        blocked: frozenset[str],
        everyday: Mapping[str, Everyday],
    ) -> None:
        self._everyday = everyday
        self._wordnet = wordnet
        self._sources = sources
        self._blocked = blocked | sources.profane
        self._unfit = frozenset(_offsets(wordnet, _UNFIT))
        self._categories = [(name, frozenset(_offsets(wordnet, at))) for name, at in CATEGORIES]

    def things(self) -> list[Thing]:
        """All, by word. One for a synset: its best known word."""
        best: dict[str, Thing] = {}
        for word in sorted(self._candidates(), key=lambda word: (-self.fame(word), word)):
            thing = self.thing(word)
            if thing and thing.synset.offset not in best:
                best[thing.synset.offset] = thing
        return sorted(best.values(), key=lambda thing: thing.word)

    def thing(self, word: str) -> Thing | None:
        wordnet = self._wordnet
        if not _PLAIN.fullmatch(word) or not self.is_clean(word):
            return None
        if word.replace(" ", "_") not in wordnet.senses:
            return None
        synset = self.meant(word)
        above = wordnet.ancestors(synset.offset)
        everyday = self._everyday.get(word)
        is_listed = everyday or word in self._sources.easy_things | self._sources.hard_things
        if not everyday and (synset.lexname not in _LEXNAMES or above & self._unfit):
            return None
        if not is_listed and (
            wordnet.dominance(word) < LEAST_DOMINANCE
            or _num_kinds(wordnet, synset) > MOST_KINDS
            or _GENERAL.match(synset.definition)
        ):
            return None
        category = everyday.category if everyday else ""
        category = category or next((name for name, at in self._categories if above & at), "")
        if not category or word not in (lemma.lower() for lemma in synset.lemmas):
            return None
        if not everyday and word.capitalize() in synset.lemmas:
            return None  # a name
        return Thing(
            word,
            synset,
            category,
            self.difficulty(word),
            *self._other_names(word, synset),
            shortened(synset),
        )

    def is_clean(self, text: str) -> bool:
        words = (text, *text.split())
        return not any(w in self._blocked or w.removesuffix("s") in self._blocked for w in words)

    def fame(self, word: str) -> int:
        """How well known a word is: its count in WordNet's corpora and in how many of WordNet's
        definitions it stands, more if common lists have it."""
        sources, wordnet = self._sources, self._wordnet
        is_easy = word in sources.easy_things or word in self._everyday
        listed = 10 * is_easy + 2 * (word in sources.common)
        return wordnet.count(word) + wordnet.uses[word] + listed

    def difficulty(self, word: str) -> int:
        """1 to 3, by fame."""
        fame = self.fame(word)
        if word in self._everyday:
            return 1
        if word not in self._sources.common and word not in self._sources.easy_things:
            return 2 if fame >= _EASY_FAME else 3
        return 1 if fame >= _EASY_FAME else 2 if fame >= _MEDIUM_FAME else 3

    def _candidates(self) -> set[str]:
        sources, wordnet = self._sources, self._wordnet
        listed = {*sources.common_nouns, *sources.easy_things, *sources.hard_things}
        known = {
            lemma.replace("_", " ")
            for lemma in wordnet.senses
            if self._is_known(lemma.replace("_", " "))
        }
        return listed | set(sources.hints) | known | set(self._everyday)

    def _is_known(self, word: str) -> bool:
        """Known enough, though on no list: both a corpus and definitions have it."""
        used = min(self._wordnet.uses[part] for part in word.split())
        return used >= _LEAST_USES and self._wordnet.count(word) > 0

    def meant(self, word: str) -> Synset:
        """The first sense; but the animal, or a plant's food, where it is nearly as frequent."""
        wordnet, lemma = self._wordnet, word.replace(" ", "_")
        if word in self._everyday:
            return wordnet.first(word, self._everyday[word].sense)
        counts = wordnet.counts["noun"].get(lemma, {})
        is_plant = wordnet.first(word).lexname == "plant"
        better = {"animal", "food"} if is_plant else {"animal"}
        for number, offset in enumerate(wordnet.senses[lemma][:MOST_SENSES], start=1):
            is_better = wordnet.synsets[offset].lexname in better
            if is_better and counts.get(number, 0) >= NEARLY * counts.get(1, 0):
                return wordnet.synsets[offset]
        return wordnet.first(word)

    def _other_names(self, word: str, synset: Synset) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Aliases, which mean this before anything else, and names that mean it among others."""
        names = [
            lemma
            for lemma in synset.lemmas
            if lemma.islower() and lemma != word and self.is_clean(lemma) and len(lemma) > 2
        ]
        aliases = [name for name in names if self._wordnet.first(name).offset == synset.offset]
        return tuple(aliases), tuple(name for name in names if name not in aliases)


def shortened(synset: Synset) -> str:
    """A gloss that fits on a line: whole parts of the definition."""
    gloss = ""
    for part in synset.definition.split(";"):
        longer = f"{gloss}; {part.strip()}" if gloss else part.strip()
        if gloss and len(longer) > LONGEST_GLOSS:
            break
        gloss = longer
    return gloss if len(gloss) <= LONGEST_GLOSS else gloss[:LONGEST_GLOSS].rsplit(" ", 1)[0] + " …"


def offset_of(wordnet: WordNet, place: str) -> str:
    """Of lemma#sense. Raises KeyError, IndexError."""
    lemma, _, number = place.partition("#")
    return wordnet.first(lemma, int(number)).offset


def _offsets(wordnet: WordNet, places: str) -> Iterable[str]:
    return (offset_of(wordnet, place) for place in places.split())


def _num_kinds(wordnet: WordNet, synset: Synset) -> int:
    """Hyponyms at any depth, counted until there are too many."""
    seen: set[str] = set()
    front = [synset.offset]
    while front and len(seen) <= MOST_KINDS:
        new = set(wordnet.synsets[front.pop()].links.get(HYPONYM, ())) - seen
        seen |= new
        front += new
    return len(seen)
