"""Text to token ids and back, whatever file describes the tokens."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from tokenizers import Tokenizer

from inference.engine.errors import BadRequest, CheckpointUnreadable

MAX_TEMPLATE_TOKENS = 20_000  # real tokenizers have 3 to some 6,000

TRIAL = " Hello, 1\n"
PANIC = "PanicException"  # how Rust breaks in Python: no Exception, and in no module

# Tokens that end an answer wherever a model has them as control tokens.
ENDINGS = ("<|endoftext|>", "<|end_of_text|>", "<|eot_id|>", "<|im_end|>")


@dataclass(frozen=True, slots=True)
class VocabularyParts:
    """What a Vocabulary is made of.

    encoder knows no template token, so that no text can become one; later_encoder reads the text
    behind the first template token. token_bytes has the bytes of every id, none for control
    tokens. template_ids are the tokens, text to id, that only templates can write.
    """

    encoder: Tokenizer
    later_encoder: Tokenizer
    token_bytes: Sequence[bytes]
    template_ids: Mapping[str, int]
    end_ids: frozenset[int]
    start_ids: tuple[int, ...] = ()
    start_text: str = ""
    end_text: str = ""


class VocabularyData(Protocol):
    """What a checkpoint says about its tokenizer."""

    def read(self) -> VocabularyParts:
        """Takes up to a second for large vocabularies; raises CheckpointUnreadable."""


class Vocabulary:
    """Encodes templates and text; decodes token by token to bytes.

    Control tokens are recognised in templates only. The text of a message cannot forge one.
    start_ids begin a plain prompt; start_text and end_text are what templates call bos_token and
    eos_token.
    """

    def __init__(self, data: VocabularyData) -> None:
        parts = data.read()
        if len(parts.template_ids) > MAX_TEMPLATE_TOKENS:
            raise CheckpointUnreadable(
                f"The tokenizer has more than {MAX_TEMPLATE_TOKENS} control tokens. Fetch it again."
            )
        self._encoder, self._later_encoder = parts.encoder, parts.later_encoder
        self._token_bytes = parts.token_bytes
        self._try_encoders()
        self._names = {token_id: text for text, token_id in parts.template_ids.items()}
        # A token of one letter could not be told from that letter in a message.
        self._template_ids = {text: i for text, i in parts.template_ids.items() if len(text) > 1}
        longest_first = sorted(self._template_ids, key=len, reverse=True)
        self._template_pattern = re.compile(
            f"({'|'.join(map(re.escape, longest_first)) or '(?!)'})"
        )
        endings = {parts.template_ids[text] for text in ENDINGS if text in parts.template_ids}
        self.end_ids = parts.end_ids | endings
        self.start_ids = parts.start_ids
        self.start_text, self.end_text = parts.start_text, parts.end_text

    def __len__(self) -> int:
        return len(self._token_bytes)

    def encode_text(self, text: str) -> list[int]:
        """Ids of plain text; what looks like a control token is only text here.

        Raises BadRequest for halves of surrogate pairs, which are no text.
        """
        return _encode(self._encoder, text)

    def encode_template(self, rendered: str, guard: str = "") -> list[int]:
        """Ids of a rendered template; the guard that disarms quoted control tokens is dropped."""
        ids: list[int] = []
        encoder = self._encoder
        for piece in self._template_pattern.split(rendered):
            if piece in self._template_ids:
                ids.append(self._template_ids[piece])
                encoder = self._later_encoder
            elif piece:
                text = piece.replace(guard, "") if guard else piece
                ids += _encode(encoder, text)
        return ids

    def disarm(self, text: str, guard: str) -> str:
        """The text with the guard put inside whatever looks like a control token."""
        while self._template_pattern.search(text):  # again where two of them shared letters
            text = self._template_pattern.sub(
                lambda found: found[0][0] + guard + found[0][1:], text
            )
        return text

    def token_bytes(self, token_id: int) -> bytes:
        """The bytes that a token stands for; none for a control token."""
        return self._token_bytes[token_id]

    def token_name(self, token_id: int) -> str:
        """What a template calls it; its text where templates know nothing of it."""
        if token_id in self._names:
            return self._names[token_id]
        text = self.token_bytes(token_id).decode("utf-8", errors="replace")
        return text or f"<unused {token_id}>"

    def decode(self, token_ids: Sequence[int]) -> str:
        return b"".join(map(self.token_bytes, token_ids)).decode("utf-8", errors="replace")

    def _try_encoders(self) -> None:
        """Some ways to cut text are accepted by the library and break it on the first word."""
        try:
            for encoder in (self._encoder, self._later_encoder):
                _encode(encoder, TRIAL)
        except BadRequest as error:
            raise CheckpointUnreadable(
                "The model's tokenizer cannot read the simplest text. Use another file."
            ) from error


def _encode(encoder: Tokenizer, text: str) -> list[int]:
    try:
        ids: list[int] = encoder.encode(text, add_special_tokens=False).ids
    except BaseException as error:
        if not isinstance(error, Exception) and type(error).__name__ != PANIC:
            raise
        raise BadRequest("The model's tokenizer cannot read this text.") from error
    return ids


def new_guard() -> str:
    """A string that no caller can know beforehand (U+FDD0 is no character)."""
    return f"\ufdd0{secrets.token_hex(8)}\ufdd0"
