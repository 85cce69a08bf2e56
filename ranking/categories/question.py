"""What rules look at: the words of a comparison, in pieces that are counted once."""

import re
from dataclasses import dataclass

# A run of letters of an alphabet, one character of a script without spaces, or one sign.
_TOKEN = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af]|[^\W\u3040-\u30ff\u3400-\u9fff"
    r"\uf900-\ufaff\uac00-\ud7af]+|[^\w\s]"
)


@dataclass(frozen=True)
class Question:
    """prompt: all messages of the visitor; language: ISO 639 code or ""."""

    prompt: str
    answers: tuple[str, ...]
    language: str
    num_turns: int


def num_tokens(text: str) -> int:
    """Words, signs, and characters of scripts without spaces: the same for every contestant."""
    return sum(1 for _ in _TOKEN.finditer(text))
