"""Text as a reader hears it: tokens of plain letters, each knowing where it stood as written.

Case, accents, invisible characters, letters borrowed from other scripts and digits that stand for
letters are ways to write the same word. Source of the foreign letters: Unicode TR39's confusables,
those that look like a Latin letter in most fonts.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_FOREIGN = str.maketrans(
    "авекмнорстухіјѕһԁԛԝєгпαβεηικνορτυχωøłđħŧɡɢɑıʀɪʟɴʜʙᴀᴄᴅᴇᴏᴛᴜ",
    "abekmhopctyxijshdqwernabenikvoptuxwoldhtggairilnhbacdeotu",
)
_LIGATURES = {"æ": "ae", "œ": "oe", "þ": "th", "ð": "d"}
_LEET = str.maketrans("034578@$+9", "oeastbastg")
_STROKES = str.maketrans("1!|", "iii")
_STROKES_AS_L = str.maketrans("1!|", "lll")
_RUN = re.compile(r"(?:[^\W_]|[@$!|+'])+")
_CONTRACTED = re.compile(r"'(?:s|ll|re|ve|d|m)$")
_SQUARED = ((0x1F1E6, 26), (0x1F150, 26), (0x1F170, 26))  # flags' letters and white on black
_INVISIBLE = {"Mn", "Me", "Cf"}


@dataclass(frozen=True, slots=True)
class Token:
    """readings: what it may spell, the plainest first; start, end: in the text as written."""

    readings: tuple[str, ...]
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.readings[0]


def tokens_of(text: str) -> list[Token]:
    """In order. What has neither letter nor digit is no token."""
    folded, places = _folded(text)
    tokens = []
    for found in _RUN.finditer(folded):
        run = found.group()
        start = found.start() + len(run) - len(run.lstrip("'!+"))
        run = run.lstrip("'!+").rstrip("'!|+")
        if readings := _readings(run):
            last = places[start + len(run) - 1]
            tokens.append(Token(readings, places[start], last + 1))
    return tokens


def _folded(text: str) -> tuple[str, list[int] | range]:
    """Plain letters, and for each the index of the character that it came from."""
    if text.isascii():
        return text.lower(), range(len(text))
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for letter in _plain(character):
            letters.append(letter)
            places.append(place)
    return "".join(letters), places


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    """A character's letters: none if it cannot be seen, several if it is a ligature."""
    for first, length in _SQUARED:
        if 0 <= ord(character) - first < length:
            return chr(ord("a") + ord(character) - first)
    if character in "\u2018\u2019\u02bc\u00b4":
        return "'"
    apart = unicodedata.normalize("NFKD", character)
    seen = "".join(c for c in apart if unicodedata.category(c) not in _INVISIBLE)
    low = "".join(
        c
        for c in unicodedata.normalize("NFKD", seen.casefold())
        if unicodedata.category(c) not in _INVISIBLE
    )
    return "".join(_LIGATURES.get(c, c) for c in low.translate(_FOREIGN))


def _readings(run: str) -> tuple[str, ...]:
    if "'" in run:
        run = _CONTRACTED.sub("", run).replace("'", "")
    if run.isalpha():
        return (run,) if not _is_long_drawn(run) else tuple(dict.fromkeys((run, *_shorter(run))))
    if not any(c.isalpha() for c in run):
        return (run,) if run.isdigit() else ()
    leet = run.translate(_LEET)
    spelled = (
        leet.translate(_STROKES),
        leet.translate(_STROKES_AS_L),
        "".join(c for c in run if c.isalpha()),
    )
    short = tuple(s for word in spelled if _is_long_drawn(word) for s in _shorter(word))
    return tuple(dict.fromkeys((*spelled, *short)))


def _is_long_drawn(word: str) -> bool:
    return any(a == b == c for a, b, c in zip(word, word[1:], word[2:], strict=False))


def _shorter(word: str) -> tuple[str, str]:
    """Of “doooog”: “dog” and “doog”."""
    return re.sub(r"(.)\1{2,}", r"\1", word), re.sub(r"(.)\1{2,}", r"\1\1", word)
