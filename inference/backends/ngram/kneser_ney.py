"""An n-gram model with interpolated Kneser-Ney smoothing, sampled exactly.

    P_n(w | h) = max(c(h w) - D, 0) / c(h) + D * N1+(h .) / c(h) * P_(n-1)(w | h')

c counts tokens at the highest order; below it, c(h w) is the number of different words seen
before "h w". h' is h without its first word; below order 1 lies the uniform distribution.
Source: Kneser and Ney, ICASSP 1995; Chen and Goodman, TR-10-98 (1998), section 2.7; D = 0.75.

Each order is one sorted array of n-grams packed into 64 bits, so that a context is a range of it.
Drawing an n-gram from the range and then backing off with probability D / c(h w) is the formula
above: the mass given up, summed over w, is D * N1+(h .) / c(h).
"""

import random
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence

DISCOUNT = 0.75
ORDER = 4
_WORD_BITS = 16  # ORDER words fit into 64 bits
_WORD_MASK = (1 << _WORD_BITS) - 1
BOUNDARY = ""  # before, between and after sentences


class NgramModel:
    def __init__(self, sentences: Iterable[Sequence[str]]) -> None:
        """Raises ValueError with more different words than fit."""
        ids: dict[str, int] = {BOUNDARY: 0}
        tokens = [0] * (ORDER - 1)
        for sentence in sentences:
            tokens += [ids.setdefault(word, len(ids)) for word in sentence]
            tokens.append(0)
        if len(ids) >= 1 << _WORD_BITS:
            raise ValueError(f"{len(ids)} different words are too many")
        self._ids = ids
        self._words = list(ids)
        self._grams = _count(tokens)

    @property
    def num_words(self) -> int:
        return len(self._words)

    def knows(self, word: str) -> bool:
        return word in self._ids

    def sample(self, context: Sequence[str], rng: random.Random) -> str:
        """The next word after context, of which the last three words count; BOUNDARY ends."""
        history = self._history(context)
        for order in range(len(history) + 1, 0, -1):
            grams = self._grams[order]
            prefix = _pack(history[len(history) - order + 1 :])
            low, high = _range(grams, prefix)
            if low == high:
                continue
            gram = grams[rng.randrange(low, high)]
            num_same = bisect_left(grams, gram + 1, low, high) - bisect_left(grams, gram, low, high)
            if rng.random() >= DISCOUNT / num_same:
                return self._words[gram & _WORD_MASK]
        return rng.choice(self._words)

    def probability(self, word: str, context: Sequence[str]) -> float:
        """P(word | context) by the formula; sample() draws from it."""
        p = 1.0 / len(self._words)
        history, word_id = self._history(context), self._ids[word]
        for order in range(1, len(history) + 2):
            grams = self._grams[order]
            prefix = _pack(history[len(history) - order + 1 :])
            low, high = _range(grams, prefix)
            if low == high:
                break
            gram = prefix << _WORD_BITS | word_id
            num_same = bisect_left(grams, gram + 1, low, high) - bisect_left(grams, gram, low, high)
            num_followers = len(set(grams[low:high]))
            given_up = DISCOUNT * num_followers
            p = (max(num_same - DISCOUNT, 0.0) + given_up * p) / (high - low)
        return p

    def _history(self, context: Sequence[str]) -> list[int]:
        """Ids of the last words that are known; what lies before an unknown word says nothing."""
        history: list[int] = []
        for word in reversed(context[-(ORDER - 1) :]):
            if word not in self._ids:
                break
            history.insert(0, self._ids[word])
        return history


def _pack(ids: Sequence[int]) -> int:
    packed = 0
    for word_id in ids:
        packed = packed << _WORD_BITS | word_id
    return packed


def _range(grams: "array[int]", prefix: int) -> tuple[int, int]:
    """Where the n-grams lie that begin with prefix."""
    low = bisect_left(grams, prefix << _WORD_BITS)
    return low, bisect_left(grams, prefix + 1 << _WORD_BITS, low)


def _count(tokens: Sequence[int]) -> dict[int, "array[int]"]:
    """Order -> its n-grams, sorted, each as often as the formula counts it."""
    highest = sorted(_pack(tokens[i : i + ORDER]) for i in range(len(tokens) - ORDER + 1))
    grams = {ORDER: array("Q", highest)}
    for order in range(ORDER - 1, 0, -1):
        size = order + 1
        kinds = {_pack(tokens[i : i + size]) for i in range(len(tokens) - size + 1)}
        mask = (1 << _WORD_BITS * order) - 1
        grams[order] = array("Q", sorted(gram & mask for gram in kinds))
    return grams
