"""Bytes from a stranger, cut into lines of text, within bounds."""

from collections.abc import Iterator

from inference.backends.base import BackendError

LONGEST_LINE_BYTES = 1_048_576
LONGEST_ANSWER_BYTES = 16_777_216


class LineSplitter:
    """Feed it bytes as they come; raises BackendError at the first byte too many."""

    def __init__(
        self,
        longest_line_bytes: int = LONGEST_LINE_BYTES,
        longest_answer_bytes: int = LONGEST_ANSWER_BYTES,
    ) -> None:
        self._longest_line_bytes = longest_line_bytes
        self._bytes_left = longest_answer_bytes
        self._rest = bytearray()

    def feed(self, piece: bytes) -> Iterator[str]:
        """The lines that are whole now, without their line breaks."""
        self._bytes_left -= len(piece)
        if self._bytes_left < 0:
            raise BackendError("the answer is longer than any answer may be")
        searched = len(self._rest)
        self._rest += piece
        start = 0
        while (end := self._rest.find(b"\n", max(start, searched))) >= 0:
            yield self._decode(self._rest[start:end])
            start = end + 1
        del self._rest[:start]
        self._check_length(len(self._rest))

    def _decode(self, line: bytearray) -> str:
        self._check_length(len(line))
        try:
            return line.removesuffix(b"\r").decode()
        except UnicodeDecodeError as error:
            raise BackendError(f"the answer is not UTF-8: {error.reason}") from None

    def _check_length(self, num_bytes: int) -> None:
        if num_bytes > self._longest_line_bytes:
            raise BackendError("a line of the answer is longer than any line may be")
