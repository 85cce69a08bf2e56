"""The byte-level BPE tokenizer that a GGUF file describes."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from tokenizers import Regex, Tokenizer, pre_tokenizers
from tokenizers.models import BPE

from inference.engine.errors import CheckpointUnreadable

END_OF_TEXT = "<|endoftext|>"
SCALAR_DIGITS = pre_tokenizers.Split(Regex(r"\p{N}"), "isolated")  # as "smollm" wants it


class TokenType(IntEnum):
    """tokenizer.ggml.token_type; the kinds that byte-level BPE uses."""

    NORMAL = 1
    CONTROL = 3


@dataclass(frozen=True, slots=True)
class VocabularyData:
    """What the file says about its tokenizer, as it stands there."""

    model: str
    pre_tokenizer: str
    tokens: Sequence[str]
    token_types: Sequence[int]
    merges: Sequence[str]
    end_id: int


class Vocabulary:
    """Encodes templates and text; decodes token by token to bytes.

    Control tokens are recognised in templates only. The text of a message cannot forge one.
    """

    def __init__(self, data: VocabularyData) -> None:
        if (data.model, data.pre_tokenizer) != ("gpt2", "smollm"):
            raise CheckpointUnreadable(
                f"The tokenizer is {data.model}/{data.pre_tokenizer}; "
                "this engine reads gpt2/smollm (byte-level BPE). Use a SmolLM2 file."
            )
        self._tokens = data.tokens
        self._control_ids = {
            token: index
            for index, (token, kind) in enumerate(zip(data.tokens, data.token_types, strict=True))
            if kind == TokenType.CONTROL
        }
        self._bpe = _build_bpe(data)
        self._control_pattern = re.compile(
            "(" + "|".join(map(re.escape, sorted(self._control_ids, key=len, reverse=True))) + ")"
        )
        self._controls = frozenset(self._control_ids.values())
        self.end_ids = frozenset({data.end_id, self._control_ids.get(END_OF_TEXT, data.end_id)})

    def __len__(self) -> int:
        return len(self._tokens)

    def encode_text(self, text: str) -> list[int]:
        """Ids of plain text; what looks like a control token is only text here."""
        return self._bpe.encode(text, add_special_tokens=False).ids

    def encode_template(self, rendered: str, guard: str = "") -> list[int]:
        """Ids of a rendered template; the guard that disarms quoted control tokens is dropped."""
        ids: list[int] = []
        for piece in self._control_pattern.split(rendered):
            if piece in self._control_ids:
                ids.append(self._control_ids[piece])
            elif piece:
                ids += self.encode_text(piece.replace(guard, "") if guard else piece)
        return ids

    def disarm(self, text: str, guard: str) -> str:
        """The text with the guard put inside whatever looks like a control token."""
        return self._control_pattern.sub(lambda found: found[0][0] + guard + found[0][1:], text)

    def token_bytes(self, token_id: int) -> bytes:
        """The bytes that a token stands for; none for a control token."""
        if token_id in self._controls:
            return b""
        return bytes(BYTE_OF_LETTER[letter] for letter in self._tokens[token_id])

    def token_name(self, token_id: int) -> str:
        """As the file writes it; for a control token what a template calls it."""
        return self._tokens[token_id]

    def decode(self, token_ids: Sequence[int]) -> str:
        return b"".join(map(self.token_bytes, token_ids)).decode("utf-8", errors="replace")


def new_guard() -> str:
    """A string that no caller can know beforehand (U+FDD0 is no character)."""
    return f"\ufdd0{secrets.token_hex(8)}\ufdd0"


def _build_bpe(data: VocabularyData) -> Tokenizer:
    ids = {token: index for index, token in enumerate(data.tokens)}
    pairs = (merge.partition(" ") for merge in data.merges)
    merges = [(left, right) for left, _, right in pairs]
    tokenizer = Tokenizer(BPE(vocab=ids, merges=merges))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [SCALAR_DIGITS, pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)]
    )
    return tokenizer


def _letter_bytes() -> dict[str, int]:
    """GPT-2's alphabet: printable Latin-1 stands for itself, other bytes for U+0100 onwards."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in printable]
    return {chr(byte): byte for byte in printable} | {
        chr(0x100 + place): byte for place, byte in enumerate(others)
    }


BYTE_OF_LETTER = _letter_bytes()
