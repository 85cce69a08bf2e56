"""Does a text say a forbidden word, however it is written?

Rules, the first that holds decides: same-word; inflection; spelled-out and split (letters or pieces
in a row); compound (the word inside another) and part (another inside the word); typo (one edit
from five letters on, unless that makes another word). With is_strict also reversed and acrostic.
A text that comes near breaks nothing: pieces that are ordinary words, or part of a phrase.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from games.wording.compounds import LEAST_LETTERS, is_part_of
from games.wording.forms import STOPWORDS, are_forms_of_one, is_known
from games.wording.letters import Token, tokens_of
from games.wording.ruling import Ruling

LEAST_FOR_TYPO = 5
_LEAST_TO_JOIN = 3
_LEAST_BACKWARDS = 4
NOTHING = Ruling(False, "says-nothing")


@dataclass(frozen=True, slots=True)
class _Said:
    """A text once for all words: its tokens, their letters in a row, and where each begins."""

    tokens: Sequence[Token]
    row: str
    begins: Sequence[int]


def says_word(text: str, words: Iterable[str], *, is_strict: bool = False) -> Ruling:
    """holds: it says one of the words. The first breach in the text is told, or the first near."""
    said = _said(tokens_of(text))
    near = NOTHING
    breaches: list[Ruling] = []
    for word in words:
        ruling = _says_one(said, _parts(word), is_strict)
        if ruling.holds:
            breaches.append(ruling)
        elif ruling.is_near and not near.is_near:
            near = ruling
    return min(breaches, key=lambda ruling: ruling.span or (0, 0)) if breaches else near


@lru_cache(maxsize=4096)
def _parts(word: str) -> tuple[str, ...]:
    return tuple(token.text for token in tokens_of(word))


def _said(tokens: Sequence[Token]) -> _Said:
    begins = [0]
    for token in tokens:
        begins.append(begins[-1] + len(token.text))
    return _Said(tokens, "".join(token.text for token in tokens), begins)


def _says_one(said: _Said, parts: tuple[str, ...], is_strict: bool) -> Ruling:
    if not parts or all(part in STOPWORDS for part in parts):
        return NOTHING
    found = _says_single(said, parts[0]) if len(parts) == 1 else _says_phrase(said, parts)
    if not found.holds:
        joined = _says_joined(said, parts)
        found = joined if joined.holds or not found.is_near else found
    if not found.holds and is_strict:
        found = _says_hidden(said, "".join(parts)) or found
    return found


def _says_single(said: _Said, word: str) -> Ruling:
    for token in said.tokens:
        if word in token.readings:
            return Ruling(True, "same-word", (token.start, token.end))
        for reading in token.readings:
            if rule := _rule_for(reading, word):
                return Ruling(True, rule, (token.start, token.end))
    return NOTHING


def _rule_for(token: str, word: str) -> str:
    """The rule by which a token says a word; "" if it does not. Cheap tests come first."""
    if token in STOPWORDS:
        return ""
    if token[0] == word[0] and abs(len(token) - len(word)) < 6 and are_forms_of_one(token, word):
        return "inflection"
    if _may_hold(token, word) and is_part_of(word, token):
        return "compound"
    if _may_hold(word, token) and is_part_of(token, word):
        return "part"
    may_be_typo = len(word) >= LEAST_FOR_TYPO and abs(len(token) - len(word)) < 2
    is_typo = may_be_typo and OSA.distance(token, word, score_cutoff=1) == 1
    return "typo" if is_typo and not is_known(token) else ""


def _may_hold(whole: str, part: str) -> bool:
    return LEAST_LETTERS <= len(part) < len(whole) and part[: LEAST_LETTERS - 1] in whole


def _says_phrase(said: _Said, parts: tuple[str, ...]) -> Ruling:
    tokens, near = said.tokens, NOTHING
    for first in range(len(tokens)):
        window = tokens[first : first + len(parts)]
        if len(window) == len(parts) and all(map(_is_form, window, parts)):
            exact = all(token.text == part for token, part in zip(window, parts, strict=True))
            rule = "same-word" if exact else "inflection"
            return Ruling(True, rule, (window[0].start, window[-1].end))
        token = tokens[first]
        is_part = len(token.text) >= LEAST_LETTERS and token.text in parts
        if is_part and not near.is_near and token.text not in STOPWORDS:
            near = Ruling(False, "part-of-phrase", (token.start, token.end), is_near=True)
    return near


def _is_form(token: Token, part: str) -> bool:
    return any(are_forms_of_one(reading, part) for reading in token.readings)


def _says_joined(said: _Said, parts: tuple[str, ...]) -> Ruling:
    """Letters or pieces of several tokens in a row, or a phrase in one."""
    word, near = "".join(parts), NOTHING
    if len(word) < _LEAST_TO_JOIN:
        return NOTHING
    place = said.row.find(word)
    while place >= 0:
        first = bisect_left(said.begins, place)
        last = bisect_left(said.begins, place + len(word))
        if said.begins[first] == place and said.begins[last] == place + len(word):
            pieces = said.tokens[first:last]
            span = (pieces[0].start, pieces[-1].end)
            if all(len(piece.text) == 1 for piece in pieces):
                return Ruling(True, "spelled-out", span)
            if len(pieces) == 1 or not any(piece.text in STOPWORDS for piece in pieces):
                return Ruling(True, "split", span)
            near = Ruling(False, "split", span, is_near=True)
        place = said.row.find(word, place + 1)
    return near


def _says_hidden(said: _Said, word: str) -> Ruling | None:
    if len(word) < _LEAST_BACKWARDS or not said.tokens:
        return None
    backwards = word[::-1]
    for token in said.tokens:
        if backwards in token.readings and backwards != word and not is_known(backwards):
            return Ruling(True, "reversed", (token.start, token.end))
    place = "".join(token.text[0] for token in said.tokens).find(word)
    if place >= 0:
        ends = said.tokens[place], said.tokens[place + len(word) - 1]
        return Ruling(True, "acrostic", (ends[0].start, ends[1].end))
    return None
