"""Does somebody say a word that may not be said?"""

import re
import unicodedata
from collections.abc import Sequence

from games.wording.ruling import Ruling


def says_word(text: str, words: Sequence[str]) -> Ruling:
    """Whether one of the words, or its plural, stands in the text as a word of its own."""
    for word in filter(None, words):
        plain = re.escape(unicodedata.normalize("NFKC", word).casefold())
        found = re.search(rf"(?<!\w){plain}(?:s|es)?(?!\w)", text.casefold())
        if found:
            return Ruling(True, "same-word", found.span())
    return Ruling(False, "not-said")
