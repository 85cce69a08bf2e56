"""The tokenizer.json of a Hugging Face directory, by the library that wrote it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tokenizers import Tokenizer
from tokenizers.models import BPE

from inference.engine.errors import CheckpointUnreadable
from inference.engine.facts import Facts, parse_json, shown
from inference.engine.tokenizer.letters import bytes_of_letters, bytes_of_piece
from inference.engine.tokenizer.merging import (
    Merge,
    build_encoder,
    build_model,
    split_merge,
)
from inference.engine.tokenizer.vocabulary import VocabularyParts

FILE = "tokenizer.json"
ADVICE = "Use the tokenizer.json of a Llama or SmolLM2 model."


@dataclass(frozen=True, slots=True)
class JsonVocabulary:
    """The file's bytes, and what its neighbours say: how many ids there are, and which end."""

    source: bytes
    size: int
    end_ids: tuple[int, ...]
    start_text: str
    end_text: str

    def read(self) -> VocabularyParts:
        """Raises CheckpointUnreadable.

        Added tokens leave the encoder altogether, and are templates' alone. Runs of spaces are
        the exception: they stay, as text.
        """
        content = Facts(parse_json(self.source, FILE), FILE)
        model = content.section("model", {})
        ids = _read_ids(model.get("vocab"), self.size)
        added = _read_added(content.get("added_tokens", []), self.size)
        token_bytes = _token_bytes(self.size, ids, added, _bytes_of(content, model))
        blanks = {text: token_id for text, (token_id, _) in added.items() if text.isspace()}
        template_ids = {text: i for text, (i, _) in added.items() if text not in blanks}
        plain_ids = {text: i for text, i in ids.items() if text not in template_ids}
        bpe = _build_bpe(model, plain_ids | blanks)
        begins = self.start_text in template_ids and self.start_text in _first_tokens(content)
        return VocabularyParts(
            encoder=build_encoder(bpe, *_read_splits(content), blanks),
            later_encoder=build_encoder(bpe, *_read_splits(content, later=True), blanks),
            token_bytes=token_bytes,
            template_ids=template_ids,
            end_ids=frozenset(self.end_ids),
            start_ids=(template_ids[self.start_text],) if begins else (),
            start_text=self.start_text,
            end_text=self.end_text,
        )


def _read_ids(vocabulary: object, size: int) -> dict[str, int]:
    if not isinstance(vocabulary, dict):
        raise CheckpointUnreadable(f"{FILE} has no table of tokens. {ADVICE}")
    for token_id in vocabulary.values():
        _check_id(token_id, size)
    return vocabulary


def _read_added(entries: object, size: int) -> dict[str, tuple[int, bool]]:
    """Text to id, and whether the token is special, that is without a text of its own."""
    if not isinstance(entries, list):
        raise CheckpointUnreadable(f"The added_tokens of {FILE} are no list. {ADVICE}")
    added: dict[str, tuple[int, bool]] = {}
    for entry in entries:
        text = entry.get("content") if isinstance(entry, dict) else None
        if not isinstance(text, str) or not text:
            raise CheckpointUnreadable(f"{FILE} adds a token without a text. {ADVICE}")
        added[text] = (_check_id(entry.get("id"), size), entry.get("special") is True)
    return added


def _check_id(token_id: Any, size: int) -> int:
    is_whole = isinstance(token_id, int) and not isinstance(token_id, bool)
    if not is_whole or not 0 <= token_id < size:
        raise CheckpointUnreadable(
            f"{FILE} gives a token the id {shown(token_id)}, but the model has {size} tokens. "
            "Fetch both again."
        )
    return int(token_id)


def _bytes_of(content: Facts, model: Facts) -> Callable[[str], bytes]:
    """How this tokenizer's texts stand for bytes."""
    parts = [content.get(name, {}) for name in ("pre_tokenizer", "decoder")]
    if any(part.get("type") == "ByteLevel" for part in _walk(parts)):
        return bytes_of_letters
    if model.get("byte_fallback", False) is True:
        return bytes_of_piece
    raise CheckpointUnreadable(
        f"{FILE} neither works on bytes nor falls back to them, so it cannot write every text. "
        f"{ADVICE}"
    )


def _token_bytes(
    size: int,
    ids: Mapping[str, int],
    added: Mapping[str, tuple[int, bool]],
    bytes_of: Callable[[str], bytes],
) -> list[bytes]:
    """By id. Ids that no token has stand for nothing: embeddings are often padded."""
    found = [b""] * size
    for text, token_id in ids.items():
        found[token_id] = bytes_of(text)
    for text, (token_id, is_special) in added.items():
        found[token_id] = b"" if is_special else text.encode("utf-8", errors="replace")
    return found


def _build_bpe(model: Facts, ids: Mapping[str, int]) -> BPE:
    model.refuse_unless("type", ["BPE"], "a BPE tokenizer")
    for key in ("continuing_subword_prefix", "end_of_word_suffix"):
        model.refuse_unless(key, [""], "none")
    merges = model.get("merges")
    if not isinstance(merges, list):
        raise CheckpointUnreadable(f"{FILE} has no list of merges. {ADVICE}")
    return build_model(
        ids,
        [_read_merge(merge) for merge in merges],
        byte_fallback=model.flag("byte_fallback", False),
        whole_words_first=model.flag("ignore_merges", False),
    )


def _read_merge(merge: Any) -> Merge:
    """Newer files keep a pair, older ones a text with a space between."""
    if isinstance(merge, str):
        return split_merge(merge)
    if isinstance(merge, list) and [type(part) for part in merge] == [str, str]:
        return merge[0], merge[1]
    raise CheckpointUnreadable(f"{FILE} has a merge {shown(merge)}, which is no pair. {ADVICE}")


def _read_splits(content: Facts, later: bool = False) -> tuple[Any, Any]:
    """The library's normalizer and pre-tokenizer, later for text behind a template token."""
    parts = {name: content.get(name, None) for name in ("normalizer", "pre_tokenizer")}
    if later:
        parts = json.loads(json.dumps(parts))
        for part in _walk(list(parts.values())):
            if part.get("prepend_scheme") == "first":
                part["prepend_scheme"] = "never"
    empty = {"type": "BPE", "vocab": {}, "merges": []}
    whole = {"version": "1.0", "added_tokens": [], "model": empty, **parts}
    try:
        read = Tokenizer.from_str(json.dumps(whole))
    except Exception as error:  # the library raises nothing more exact
        raise CheckpointUnreadable(
            f"{FILE} cuts text in a way that cannot be read ({shown(str(error))}). {ADVICE}"
        ) from error
    return read.normalizer, read.pre_tokenizer


def _first_tokens(content: Facts) -> set[str]:
    """The special tokens that the file puts before a plain prompt."""
    templates = [part.get("single") for part in _walk([content.get("post_processor", {})])]
    firsts = [single[0] for single in templates if isinstance(single, list) and single]
    return {
        str(part["SpecialToken"].get("id"))
        for part in firsts
        if isinstance(part, dict) and isinstance(part.get("SpecialToken"), dict)
    }


def _walk(parts: list[Any]) -> Iterator[dict[str, Any]]:
    """Every JSON object in there, at any depth."""
    waiting = list(parts)
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            yield part
            waiting += part.values()
        elif isinstance(part, list):
            waiting += part
