"""Tokens' bytes to text that may be shown: whole characters, and nothing of a stop string."""

from __future__ import annotations

import codecs


class TextStream:
    """Grows by bytes; hands out text that can no longer turn out to belong to a stop string.

    num_characters: how many whole ones have come, the held and the stop string's included.
    """

    def __init__(self, stop: tuple[str, ...] = ()) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._stop = stop
        self._held = ""
        self.num_characters = 0
        self.stopped = False

    def push(self, data: bytes) -> str:
        """Text released by these bytes. Sets `stopped` when a stop string is complete."""
        text = self._decoder.decode(data)
        self.num_characters += len(text)
        return self._release(text) if self._stop else text

    def finish(self) -> str:
        """What was still held back, now that nothing follows. Half a character is dropped."""
        rest, self._held = self._held, ""
        return rest

    def _release(self, text: str) -> str:
        if self.stopped:
            return ""
        held = self._held + text
        found = [place for place in (held.find(stop) for stop in self._stop) if place >= 0]
        if found:
            self.stopped, self._held = True, ""
            return held[: min(found)]
        num_kept = max((_overlap(held, stop) for stop in self._stop), default=0)
        self._held = held[len(held) - num_kept :]
        return held[: len(held) - num_kept]


def _overlap(text: str, stop: str) -> int:
    """Length of the longest end of the text that begins the stop string."""
    longest = min(len(text), len(stop) - 1)
    return next((n for n in range(longest, 0, -1) if text.endswith(stop[:n])), 0)
