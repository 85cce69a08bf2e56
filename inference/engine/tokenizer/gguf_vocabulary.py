"""The tokenizers that GGUF files of the llama family describe: byte-level BPE, SentencePiece."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from tokenizers import Regex, Tokenizer, normalizers, pre_tokenizers

from inference.engine.errors import CheckpointUnreadable
from inference.engine.facts import shown
from inference.engine.tokenizer.letters import WORD_MARK, bytes_of_letters, bytes_of_piece
from inference.engine.tokenizer.merging import (
    build_encoder,
    build_model,
    merges_by_score,
    split_merge,
)
from inference.engine.tokenizer.vocabulary import VocabularyParts

BYTE_LEVEL, SENTENCE_PIECE = "gpt2", "llama"
LLAMA_3_WORDS = (  # as Llama 3 was published; llama.cpp calls it llama-bpe
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}|"
    r" ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
GPT_2_SPLITS = (pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True),)
SMOLLM_SPLITS = (pre_tokenizers.Split(Regex(r"\p{N}"), "isolated"), *GPT_2_SPLITS)
LLAMA_3_SPLITS = (
    pre_tokenizers.Split(Regex(LLAMA_3_WORDS), "isolated"),
    pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
)
SPLITS = {
    "gpt-2": GPT_2_SPLITS,
    "default": GPT_2_SPLITS,
    "smollm": SMOLLM_SPLITS,
    "llama-bpe": LLAMA_3_SPLITS,
    "llama3": LLAMA_3_SPLITS,
    "llama-v3": LLAMA_3_SPLITS,
}


class TokenType(IntEnum):
    """tokenizer.ggml.token_type."""

    NORMAL = 1
    UNKNOWN = 2
    CONTROL = 3
    USER_DEFINED = 4
    UNUSED = 5
    BYTE = 6


CONTROLS = frozenset({TokenType.UNKNOWN, TokenType.CONTROL})
SILENT = CONTROLS | {TokenType.UNUSED}


@dataclass(frozen=True, slots=True)
class GgufVocabulary:
    """What the file says about its tokenizer, as it stands there.

    merges are empty for SentencePiece, scores may be empty for byte-level BPE, and
    begins_with_start is None where the file leaves it open.
    """

    model: str
    pre_tokenizer: str
    tokens: Sequence[str]
    token_types: Sequence[int]
    merges: Sequence[str]
    scores: Sequence[float]
    start_id: int | None
    end_ids: tuple[int, ...]
    begins_with_start: bool | None
    adds_space: bool

    def read(self) -> VocabularyParts:
        """Raises CheckpointUnreadable."""
        if len(self.token_types) != len(self.tokens):
            raise CheckpointUnreadable(
                f"The file has {len(self.tokens)} tokens, but {len(self.token_types)} types of "
                "tokens. Fetch it again."
            )
        is_pieces = self.model == SENTENCE_PIECE
        encoder = self._piece_encoder() if is_pieces else self._byte_level_encoder()
        bytes_of = bytes_of_piece if is_pieces else bytes_of_letters
        start_ids = () if self.start_id is None else (self.start_id,)
        return VocabularyParts(
            encoder=encoder,
            later_encoder=encoder,
            token_bytes=[
                _token_bytes(token, kind, bytes_of)
                for token, kind in zip(self.tokens, self.token_types, strict=True)
            ],
            template_ids=self._ids(lambda token, kind: kind in CONTROLS or _is_word(token, kind)),
            end_ids=frozenset(self.end_ids),
            start_ids=start_ids if self._begins_with_start() else (),
            start_text="".join(self.tokens[start_id] for start_id in start_ids),
            end_text=self.tokens[self.end_ids[0]],
        )

    def _byte_level_encoder(self) -> Tokenizer:
        if self.model != BYTE_LEVEL or self.pre_tokenizer not in SPLITS:
            raise CheckpointUnreadable(
                f"The tokenizer is {shown(self.model)} with {shown(self.pre_tokenizer)} words; "
                f"this engine reads {SENTENCE_PIECE}, and {BYTE_LEVEL} with one of "
                f"{', '.join(SPLITS)}. Use a Llama or SmolLM2 file."
            )
        splits = SPLITS[self.pre_tokenizer]
        model = build_model(
            self._ids(_is_encodable),
            list(map(split_merge, self.merges)),
            whole_words_first=splits is LLAMA_3_SPLITS,
        )
        words = pre_tokenizers.Sequence(list(splits))
        return build_encoder(model, None, words, self._ids(_is_blank))

    def _piece_encoder(self) -> Tokenizer:
        """As llama.cpp reads it: a space goes before the text, unless the file says otherwise."""
        if len(self.scores) != len(self.tokens):
            raise CheckpointUnreadable(
                f"The file has {len(self.tokens)} tokens, but {len(self.scores)} scores. "
                "Fetch it again."
            )
        ids = self._ids(_is_encodable)
        model = build_model(ids, merges_by_score(ids, self.scores), byte_fallback=True)
        first = [normalizers.Prepend(WORD_MARK)] if self.adds_space else []
        marks = normalizers.Sequence([*first, normalizers.Replace(" ", WORD_MARK)])
        return build_encoder(model, marks, None, self._ids(_is_blank))

    def _ids(self, wanted: Callable[[str, int], bool]) -> dict[str, int]:
        return {
            token: index
            for index, (token, kind) in enumerate(zip(self.tokens, self.token_types, strict=True))
            if wanted(token, kind)
        }

    def _begins_with_start(self) -> bool:
        """Where the file does not say it, as llama.cpp has it."""
        if self.begins_with_start is not None:
            return self.begins_with_start
        return self.model == SENTENCE_PIECE or SPLITS[self.pre_tokenizer] is LLAMA_3_SPLITS


def _is_encodable(token: str, kind: int) -> bool:
    return kind in (TokenType.NORMAL, TokenType.BYTE) or _is_blank(token, kind)


def _is_blank(token: str, kind: int) -> bool:
    """Runs of spaces that fine-tuning added: text, as nobody forges anything with them."""
    return kind == TokenType.USER_DEFINED and token.isspace()


def _is_word(token: str, kind: int) -> bool:
    """Added in fine-tuning, mostly as marks of a chat: messages must not write them."""
    return kind == TokenType.USER_DEFINED and not token.isspace()


def _token_bytes(token: str, kind: int, bytes_of: Callable[[str], bytes]) -> bytes:
    if kind in SILENT:
        return b""
    return token.encode("utf-8") if kind == TokenType.USER_DEFINED else bytes_of(token)
