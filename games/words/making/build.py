"""All of the bank in one go: read the sources, make the items, write the files."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from games.words.making.attributes import RULES, Answers
from games.words.making.cards import LEAST, Cards
from games.words.making.facts import Facts
from games.words.making.identity import id_of, write_items
from games.words.making.objects import Shelf, Thing, read_everyday
from games.words.making.personal import prompts
from games.words.making.sources import Sources, read_list, read_sources
from games.words.making.wordnet import WordNet

HERE = Path(__file__).parent
BANK = HERE.parent / "bank"
REVIEWED = HERE.parent / "reviewed"
KNOWN = HERE.parents[1] / "wording" / "known.txt"
MOST_CARDS = 1600
WORDNET = "WordNet 3.0, Princeton University, WordNet 3.0 licence"
WONDERWORDS = "wonderwords 3.0.1, MIT"
TEXTARENA = "textarena 0.7.4, MIT"
OUR_OWN = "Agon, Apache-2.0"
_KNOWN_WORD = re.compile(r"[a-z]{3,12}")


def build(wordnet_folder: Path, wheels: Path) -> dict[str, int]:
    """Writes every file; returns how many items each has. Raises SourceMissing."""
    wordnet, sources = WordNet(wordnet_folder), read_sources(wheels)
    blocked, everyday = read_list(HERE / "blocklist.txt"), read_everyday(HERE / "everyday.txt")
    shelf = Shelf(wordnet, sources, blocked, everyday)
    unfit = read_list(HERE / "unfit_words.txt")
    things = [thing for thing in shelf.things() if id_of(thing.word) not in unfit]
    answers = Answers(wordnet)
    facts = Facts(wordnet, sources, shelf, read_list(HERE / "unfit_facts.txt"))
    items: dict[str, tuple[Sequence[str], Sequence[Mapping[str, Any]]]] = {
        "objects": ((WORDNET, WONDERWORDS, TEXTARENA), list(_objects(things))),
        "cards": (
            (WORDNET, WONDERWORDS, TEXTARENA),
            list(_cards(things, shelf, Cards(wordnet, sources, shelf))),
        ),
        "facts": ((WORDNET, TEXTARENA), list(facts.cards(things))),
        "personal": ((OUR_OWN,), list(prompts(HERE / "personal.txt"))),
        "attributes": (
            (WORDNET,),
            [{"id": id_of(thing.word), "values": answers.row(thing)} for thing in things],
        ),
    }
    counts = {}
    for name, (origin, rows) in items.items():
        head: dict[str, Any] = {"sources": list(origin)}
        if name == "attributes":
            head["questions"] = [[rule.key, rule.question] for rule in RULES]
        counts[name] = write_items(BANK / f"{name}.json", head, _with_reviews(name, rows))
    counts["known words"] = _write_known(wordnet, sources)
    return counts


def _objects(things: Sequence[Thing]) -> Iterator[dict[str, Any]]:
    for thing in things:
        yield _row(thing, gloss=thing.gloss, synset=thing.synset.offset)


def _cards(things: Sequence[Thing], shelf: Shelf, cards: Cards) -> Iterator[dict[str, Any]]:
    """Of the best known words."""
    best = sorted(things, key=lambda thing: (thing.difficulty, -shelf.fame(thing.word), thing.word))
    num_made = 0
    for thing in best:
        forbidden = cards.forbidden(thing)
        if len(forbidden) < LEAST or num_made == MOST_CARDS:
            continue
        num_made += 1
        yield _row(thing, forbidden=forbidden)


def _row(thing: Thing, **more: Any) -> dict[str, Any]:
    """What is empty is left out."""
    row = {
        "id": id_of(thing.word),
        "word": thing.word,
        "category": thing.category,
        "difficulty": thing.difficulty,
        "aliases": list(thing.aliases),
        "near": list(thing.near),
        **more,
    }
    return {key: value for key, value in row.items() if value}


def _with_reviews(name: str, rows: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Marks the rows that somebody has read and found good."""
    path = REVIEWED / f"{name}.txt"
    reviewed = read_list(path) if path.exists() else frozenset()
    for row in rows:
        yield {**row, "reviewed": True} if row["id"] in reviewed else row


def _write_known(wordnet: WordNet, sources: Sources) -> int:
    """Words that the judges take for words: common ones, and all that WordNet's corpora have."""
    counted = {lemma for part in wordnet.counts.values() for lemma in part}
    known = sorted(
        word for word in (counted | sources.common) - sources.profane if _KNOWN_WORD.fullmatch(word)
    )
    KNOWN.write_text("\n".join([*known, ""]))
    return len(known)
