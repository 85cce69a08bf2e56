"""Numbers from texts: length, words, runs of characters, layout.

The first four are those of Huang Y. et al. (2025), arXiv 2501.07493. CHARACTER_RUNS carry over
better to prompts unseen; COMBINED adds pairs of words and marks, how an answer begins and ends, and
its layout.
"""

import math
import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.pipeline import make_pipeline, make_union
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from ranking.stats.comparisons import Floats

WORDS_AND_MARKS = r"\w+|[^\w\s]|\n+"
ENDS_CHARACTERS = 60
LAYOUT_WEIGHT = 0.2  # beside vectors of length 1
_LIST = re.compile(r"^\s*[-*+]\s", re.MULTILINE)
_NUMBERED = re.compile(r"^\s*\d+[.)]", re.MULTILINE)
_HEADER = re.compile(r"^#", re.MULTILINE)
_COUNTED = ("**", ",", ".", ":", "!", "?", "(", '"', "'", "\u2014", "\n\n")


class Features(StrEnum):
    WORDS = "words"
    CHARACTERS = "characters"
    BAG_OF_WORDS = "bag-of-words"
    TF_IDF = "tf-idf"
    CHARACTER_RUNS = "character-runs"
    COMBINED = "combined"


def extractor(features: Features) -> Any:
    """A fresh transformer of scikit-learn: texts in, [n, f] out."""
    makers = {
        Features.WORDS: lambda: make_pipeline(FunctionTransformer(_num_words), StandardScaler()),
        Features.CHARACTERS: lambda: make_pipeline(
            FunctionTransformer(_num_characters), StandardScaler()
        ),
        Features.BAG_OF_WORDS: CountVectorizer,
        Features.TF_IDF: TfidfVectorizer,
        Features.CHARACTER_RUNS: lambda: TfidfVectorizer(analyzer="char", ngram_range=(3, 4)),
        Features.COMBINED: _combined,
    }
    return makers[features]()


def _combined() -> Any:
    usual = {"sublinear_tf": True, "min_df": 2}
    return make_union(
        TfidfVectorizer(analyzer="char", ngram_range=(3, 4), **usual),
        TfidfVectorizer(
            ngram_range=(1, 2), token_pattern=WORDS_AND_MARKS, lowercase=False, **usual
        ),
        make_pipeline(
            FunctionTransformer(_ends),
            TfidfVectorizer(analyzer="char", ngram_range=(2, 4), lowercase=False, **usual),
        ),
        make_pipeline(
            FunctionTransformer(_layouts), StandardScaler(), FunctionTransformer(_as_light)
        ),
    )


def _num_words(texts: Sequence[str]) -> Floats:
    return np.array([[len(text.split())] for text in texts], dtype=np.float64)


def _num_characters(texts: Sequence[str]) -> Floats:
    return np.array([[len(text)] for text in texts], dtype=np.float64)


def _ends(texts: Sequence[str]) -> list[str]:
    """How each text begins and ends, as one short text."""
    return [f"{text[:ENDS_CHARACTERS]} \x00 {text[-ENDS_CHARACTERS:]}" for text in texts]


def _layouts(texts: Sequence[str]) -> Floats:
    """[n, f] logarithms of lengths and of lists, and how dense each mark is."""
    return np.array([_layout(text) for text in texts], dtype=np.float64)


def _as_light(columns: Floats) -> Floats:
    return columns * LAYOUT_WEIGHT


def _layout(text: str) -> list[float]:
    words, lines, size = text.split(), text.split("\n"), max(len(text), 1)
    return [
        math.log1p(len(text)),
        math.log1p(len(words)),
        math.log1p(len(lines)),
        math.log1p(len(_LIST.findall(text))),
        math.log1p(len(_NUMBERED.findall(text))),
        math.log1p(len(_HEADER.findall(text))),
        math.log1p(len(lines[0])),
        math.log1p(len(lines[-1])),
        sum(map(len, words)) / max(len(words), 1),
        len(set(words)) / max(len(words), 1),
        float(text.rstrip()[-1:] in set(".!?")),
        sum(map(str.isdigit, text)) / size,
        sum(map(str.isupper, text)) / size,
        *(text.count(mark) / size for mark in _COUNTED),
    ]
