"""The two ways in which token texts stand for bytes: GPT-2's alphabet and SentencePiece's marks."""

from __future__ import annotations

import re

WORD_MARK = "\u2581"  # SentencePiece's letter for a space
BYTE_TOKEN = re.compile(r"<0x([0-9A-Fa-f]{2})>")


def bytes_of_letters(token: str) -> bytes:
    """A token of byte-level BPE: one letter a byte. A token in plain words stands for itself."""
    try:
        return bytes(map(BYTE_OF_LETTER.__getitem__, token))
    except KeyError:
        return token.encode("utf-8", errors="replace")


def bytes_of_piece(token: str) -> bytes:
    """A SentencePiece token: <0x0A> is one byte, anything else is text with marks for spaces."""
    byte = BYTE_TOKEN.fullmatch(token)
    if byte:
        return bytes([int(byte[1], 16)])
    return token.replace(WORD_MARK, " ").encode("utf-8", errors="replace")


def _letter_bytes() -> dict[str, int]:
    """GPT-2's alphabet: printable Latin-1 stands for itself, other bytes for U+0100 onwards."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in printable]
    return {chr(byte): byte for byte in printable} | {
        chr(0x100 + place): byte for place, byte in enumerate(others)
    }


BYTE_OF_LETTER = _letter_bytes()
