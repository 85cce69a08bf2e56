"""What a grammar allows next in one answer; no torch."""

from __future__ import annotations

import numpy as np
from llguidance import LLMatcher
from numpy.typing import NDArray


class Constraint:
    """Follows one answer token by token, in the engine's thread alone.

    matcher: a fresh one of llguidance, which this object owns from here on.
    """

    def __init__(self, matcher: LLMatcher, vocabulary_size: int) -> None:
        self._matcher = matcher
        self._vocabulary_size = vocabulary_size

    @property
    def failed(self) -> bool:
        """The grammar grew too complex to be followed: what was answered is not whole."""
        return self._matcher.is_error()

    def allowed(self) -> NDArray[np.bool_]:
        """Which tokens may come next [vocabulary]: at a whole answer the end tokens too, and only
        these where nothing can follow or the grammar has failed."""
        bits = np.frombuffer(self._matcher.compute_bitmask(), np.uint8)
        return np.unpackbits(bits, count=self._vocabulary_size, bitorder="little").view(np.bool_)

    def accept(self, token_id: int) -> None:
        """Go on by a token that was drawn from what is allowed."""
        self._matcher.consume_token(token_id)
