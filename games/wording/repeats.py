"""Has this been asked before, in almost the same words?"""

import re
import unicodedata

_EMPTY = {"a", "an", "the", "it", "is", "does", "do", "can", "you", "thing", "this", "that"}


def as_asked(question: str) -> str:
    """Two questions with the same value ask the same."""
    plain = unicodedata.normalize("NFKC", question).casefold()
    words = re.findall(r"\w+", plain)
    return " ".join(word for word in words if word not in _EMPTY) or " ".join(words)
