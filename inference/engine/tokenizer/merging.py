"""Byte-pair encoders made of a vocabulary and its merges."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tokenizers import AddedToken, Tokenizer
from tokenizers.models import BPE

from inference.engine.errors import CheckpointUnreadable
from inference.engine.facts import shown

MAX_PIECE_LETTERS = 256  # SentencePiece makes pieces of 16 letters; a longer one is never joined

Merge = tuple[str, str]


def build_model(
    ids: Mapping[str, int],
    merges: Sequence[Merge],
    *,
    byte_fallback: bool = False,
    whole_words_first: bool = False,
) -> BPE:
    """whole_words_first takes a word that is a token as it stands, whatever the merges say.

    Raises CheckpointUnreadable where a merge names an unknown token.
    """
    try:
        return BPE(
            vocab=dict(ids),
            merges=list(merges),
            byte_fallback=byte_fallback,
            ignore_merges=whole_words_first,
        )
    except Exception as error:  # the library raises nothing more exact
        raise CheckpointUnreadable(
            f"The tokenizer's merges do not fit its tokens ({shown(str(error))}). Fetch it again."
        ) from error


def build_encoder(
    model: BPE, normalizer: Any, pre_tokenizer: Any, always_whole: Iterable[str]
) -> Tokenizer:
    """always_whole tokens are looked for before anything else is done to a text."""
    encoder = Tokenizer(model)
    if normalizer is not None:
        encoder.normalizer = normalizer
    if pre_tokenizer is not None:
        encoder.pre_tokenizer = pre_tokenizer
    encoder.add_tokens([AddedToken(text, normalized=False) for text in always_whole])
    return encoder


def split_merge(merge: str) -> Merge:
    left, _, right = merge.partition(" ")
    return left, right


def merges_by_score(ids: Mapping[str, int], scores: Sequence[float]) -> list[Merge]:
    """SentencePiece's order of joining, as merges: the likeliest whole first, scores by id.

    Every way to cut a token into two tokens is a merge. Source: SentencePiece's bpe_model; ties
    are ordered as in transformers' conversion of Llama tokenizers.
    """
    found: list[tuple[float, int, int, Merge]] = []
    for token, token_id in ids.items():
        for cut in range(1, len(token) if len(token) <= MAX_PIECE_LETTERS else 0):
            left, right = token[:cut], token[cut:]
            if left in ids and right in ids:
                found.append((-scores[token_id], -len(left), -len(right), (left, right)))
    found.sort(key=lambda entry: entry[:3])
    return [merge for *_, merge in found]
