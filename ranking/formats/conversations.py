"""Conversations as data sets keep them: who said what, turn by turn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ranking.formats.images import distinct, hashes_of
from ranking.formats.items import Refused
from ranking.formats.values import Record, count, decoded, text


@dataclass(frozen=True, slots=True)
class Conversation:
    """num_tokens: of all answers, or None where the file does not say; images: hashes."""

    prompts: tuple[str, ...]
    answers: tuple[str, ...]
    num_tokens: int | None = None
    images: tuple[str, ...] = ()


NOTHING = Conversation((), ())


def conversation(record: Record, column: str) -> Conversation:
    """A list of messages with role and content, or its JSON; nothing where the column is empty.

    Or a list of turns, each a list of messages. content is a text, a list of typed blocks, or
    [text, images]. Raises Refused.
    """
    messages = decoded(record.get(column) or [], column)
    if not isinstance(messages, Sequence) or isinstance(messages, str):
        raise Refused(f"{column} is no list of messages")
    messages = [m for turn in messages for m in (turn if isinstance(turn, list) else [turn])]
    images: list[str] = []
    said: dict[str, list[str]] = {"user": [], "assistant": []}
    num_tokens: list[int] = []
    for message in messages:
        if not isinstance(message, Mapping) or "role" not in message:
            raise Refused(f"{column} has a message without a role")
        if message["role"] in said:
            said[message["role"]].append(words_of(message.get("content")))
        if message["role"] == "user":
            images += _images_of(message.get("content"))
        if message["role"] == "assistant" and message.get("num_tokens") is not None:
            num_tokens.append(count(message["num_tokens"], "num_tokens"))
    answers = tuple(said["assistant"])
    all_counted = bool(answers) and len(num_tokens) == len(answers)
    total = sum(num_tokens) if all_counted else None
    return Conversation(tuple(said["user"]), answers, total, distinct(images))


def words_of(content: Any) -> str:
    """The text of a message; pictures are left out."""
    if isinstance(content, Mapping):
        return text(content.get("text"))
    if isinstance(content, Sequence) and not isinstance(content, str):
        blocks = [block for block in content if isinstance(block, str | Mapping)]
        return "\n\n".join(words for block in blocks if (words := words_of(block)))
    return text(content)


def _images_of(content: Any) -> tuple[str, ...]:
    """Of the blocks that are no text, and of the list in [text, images]."""
    if not isinstance(content, Sequence) or isinstance(content, str):
        return ()
    blocks = [block for block in content if not isinstance(block, str)]
    pictures = [b for b in blocks if not (isinstance(b, Mapping) and "text" in b)]
    return tuple(found for picture in pictures for found in hashes_of(picture))


def texts(record: Record, column: str) -> tuple[str, ...]:
    """A list of texts, one a turn, or its JSON. A text that is no list is one turn."""
    value = record.get(column)
    if isinstance(value, str):
        value = decoded(value, column) if value.lstrip().startswith("[") else [value]
    if value is None:
        return ()
    if not isinstance(value, Sequence):
        raise Refused(f"{column} is no list of texts")
    return tuple(text(item) for item in value)


def metadata_style(record: Record, side: str) -> dict[str, int]:
    """What conv_metadata counts of one side, a or b, by the names of style_features."""
    metadata = decoded(record.get("conv_metadata") or {}, "conv_metadata")
    if not isinstance(metadata, Mapping):
        raise Refused("conv_metadata is no object")
    columns = {
        "tokens": f"sum_assistant_{side}_tokens",
        "headers": f"header_count_{side}",
        "list_items": f"list_count_{side}",
        "bold": f"bold_count_{side}",
    }
    return {
        name: _total(metadata[column], column)
        for name, column in columns.items()
        if metadata.get(column) is not None
    }


def _total(value: object, column: str) -> int:
    """A count, or counts by kind such as h1 to h6, added up."""
    if isinstance(value, Mapping):
        return sum(count(number, column) for number in value.values())
    return count(value, column)
