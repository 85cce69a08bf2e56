"""What a move's payload holds, taken out with a reason where it is not as it should be; and the
JSON Schema that says the same to a model."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from games.rules.base import IllegalMove, Payload

_NUMBER = re.compile(r"^(?:question\s*)?#?\d{1,2}\s*[.:)](?!\d)\s*", re.IGNORECASE)


def choice(move: Payload, name: str, values: Sequence[str]) -> str:
    """One of the values. Raises IllegalMove with what there is."""
    found = move.get(name)
    if found not in values:
        raise IllegalMove(f"“{name}” must be one of: {', '.join(values)}.")
    return str(found)


def only_one_of(move: Payload, names: Sequence[str]) -> str:
    """Which of these the move has. Raises IllegalMove for none and for two."""
    found = [name for name in names if name in move]
    if len(found) != 1:
        raise IllegalMove(f"Send one of these, and one only: {', '.join(names)}.")
    return found[0]


def text(move: Payload, name: str, longest: int) -> str:
    """A line of text, spaces tidied. Raises IllegalMove."""
    found = move.get(name)
    if not isinstance(found, str) or not (tidied := tidy(found)):
        raise IllegalMove(f"Write something: “{name}” must be text.")
    if len(tidied) > longest:
        raise IllegalMove(f"That is {len(tidied)} characters long; {longest} is the most.")
    return tidied


def question(move: Payload, name: str, longest: int) -> str:
    """A line of text without a number that somebody gave it: the rules number, nobody else does."""
    return text({name: _NUMBER.sub("", text(move, name, longest))}, name, longest)


def list_of_texts(move: Payload, name: str, most: int, longest: int) -> list[str]:
    """Of distinct lines, cut to what is allowed; [] where there are none.

    What a model lists beside its move is for analysis: it never makes the move illegal.
    """
    found = move.get(name)
    texts = found if isinstance(found, list) else []
    lines = [tidy(one)[:longest] for one in texts if isinstance(one, str)]
    return list(dict.fromkeys(filter(None, lines)))[:most]


def tidy(written: str) -> str:
    """One line, without control characters and doubled spaces."""
    printable = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in written)
    return " ".join(printable.split())


def text_schema(longest: int) -> dict[str, Any]:
    return {"type": "string", "minLength": 1, "maxLength": longest}


def choice_schema(values: Sequence[str]) -> dict[str, Any]:
    return {"enum": list(values)}


def list_schema(items: Payload, most: int) -> dict[str, Any]:
    return {"type": "array", "items": items, "minItems": 1, "maxItems": most}


def pattern_schema(pattern: str) -> dict[str, Any]:
    """Of a text in a shape that even a small model then fills sensibly."""
    return {"type": "string", "pattern": pattern}


def question_schema(longest: int, most_words: int) -> dict[str, Any]:
    """longest: in characters, for everybody; most_words: for a model."""
    return text_schema(longest) | _words_schema(most_words, r'[^\s"\\?]', r"\?")


def sentences_schema(longest: int, most_words: int) -> dict[str, Any]:
    """longest: in characters, for everybody; most_words: for a model."""
    return text_schema(longest) | _words_schema(most_words, r'[^\s"\\]', "[.!?]")


def _words_schema(most: int, letter: str, end: str) -> dict[str, Any]:
    """Words are counted, since a small model that repeats itself would find no end otherwise."""
    return pattern_schema(rf"^[A-Z]{letter}{{0,15}}( {letter}{{1,16}}){{1,{most - 1}}}{end}$")


A_WORD = pattern_schema(r"^[a-z]{2,14}( [a-z]{2,14})?$")  # or two
