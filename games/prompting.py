"""What a model at a seat reads before it moves, and what it wrote, as a move.

A model that fails is asked again on the next rung, told why: first as it stands, then with the
reason, then with the shortest of schemas and history. What players wrote is quoted as theirs.
"""

import json
import re
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from games.rules.base import Brief, Form, Payload
from inference.wire import Message

RECENT_LINES = 8  # of the transcript, on the last rung
LONGEST_LINE = 300
_FENCE = re.compile(r"^\s*```[a-z]*\s*|\s*```\s*$")


class Rung(IntEnum):
    """How a model is asked; each the next one's first resort."""

    WHOLE = 0
    TOLD_WHY = 1
    SHORT = 2


class NotUnderstood(ValueError):
    """The answer holds no move; the message says why, for the model to read."""


@dataclass(frozen=True)
class Asking:
    """One request: what the model reads, and the schema that its answer follows."""

    messages: tuple[Message, ...]
    schema: dict[str, Any]


def asking(
    brief: Brief, form: Form, *, wording: int, rung: Rung, with_probe: bool, fault: str = ""
) -> Asking:
    """fault: why the last answer was not taken, "" on the first rung."""
    is_short = rung is Rung.SHORT
    schema = form.schema(with_probe=with_probe and not is_short)
    lines = [_line(is_own, text) for is_own, text in brief.transcript]
    shown = lines[-RECENT_LINES:] if is_short else lines
    parts = [
        "\n".join(shown),
        brief.ask,
        f"Your last answer was not taken: {fault}" if fault else "",
        f"Answer with JSON: {_example(schema)}",
    ]
    return Asking(
        (
            Message.of_text("system", brief.task[wording % len(brief.task)]),
            Message.of_text("user", "\n\n".join(filter(None, parts))),
        ),
        schema,
    )


def understood(text: str) -> Payload:
    """The first JSON object in the answer. Raises NotUnderstood."""
    bare = _FENCE.sub("", text.strip())
    start = bare.find("{")
    if start < 0:
        raise NotUnderstood("there was no JSON in it.")
    try:
        found, _end = json.JSONDecoder().raw_decode(bare[start:])
    except (json.JSONDecodeError, RecursionError):
        raise NotUnderstood("the JSON was not complete.") from None
    return found


def _line(is_own: bool, text: str) -> str:
    """Somebody's words are data: on one line, no longer than needed, and marked as theirs."""
    tidied = " ".join(text.split())[:LONGEST_LINE]
    return f"You: {tidied}" if is_own else f"Player: {tidied}"


def _example(schema: Payload) -> str:
    """The shape of the answer in a form that a small model follows."""
    return json.dumps({name: _shape(part) for name, part in schema["properties"].items()})


def _shape(part: Payload) -> Any:
    if "enum" in part:
        return " or ".join(str(value) for value in part["enum"])
    if part.get("type") == "array":
        return ["..."]
    return 0 if part.get("type") in ("integer", "number") else "..."
