"""Does a guess name the word that was meant?"""

import unicodedata
from collections.abc import Sequence

from games.wording.ruling import Ruling

ARTICLES = {"a", "an", "the", "my", "your", "it", "is", "its", "it's"}


def names_word(text: str, word: str, aliases: Sequence[str] = ()) -> Ruling:
    """Whether the guess is the word or one of its aliases."""
    said = _words(text)
    for known in (word, *aliases):
        if said == _words(known):
            return Ruling(True, "same-word")
    return Ruling(False, "another-word")


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text).casefold()
    words = [word.strip(".,;:!?\"'()") for word in plain.split()]
    return [word for word in words if word and word not in ARTICLES]
