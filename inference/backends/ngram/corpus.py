"""What the n-gram model learns from: Python's own reference (PSF licence), as sentences."""

import re
from collections.abc import Iterator
from pydoc_data import topics

_WORD = re.compile(r"\d+(?:\.\d+)+|\w+(?:['\u2019-]\w+)*|[,;:]")
_SENTENCE_END = re.compile(r"(?<=[.?!])\s+(?=[A-Z\"'])")
_NO_PROSE = re.compile(r"::=|>>>|[{}=<>|\\]|_{2}")


def sentences() -> Iterator[list[str]]:
    """Words and commas of each sentence of prose; code, grammar and tables are left out."""
    for topic in topics.topics.values():
        for paragraph in re.split(r"\n\s*\n", topic):
            if _is_prose(paragraph):
                yield from _split(paragraph)


def _is_prose(paragraph: str) -> bool:
    lines = paragraph.splitlines()
    is_code = all(line.startswith("   ") for line in lines if line)
    is_heading = any(re.fullmatch(r"[*=\-~^\"]{3,}", line.strip()) for line in lines)
    return not is_code and not is_heading and paragraph.rstrip().endswith((".", "?"))


def _split(paragraph: str) -> Iterator[list[str]]:
    text = re.sub(r"[*`\"]+|\[\d+\]", "", " ".join(paragraph.split()))
    for sentence in _SENTENCE_END.split(text):
        words = _WORD.findall(sentence)
        if len(words) >= 4 and not _NO_PROSE.search(sentence):
            yield words
