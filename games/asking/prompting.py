"""What a model at a seat reads before it moves, and what it wrote, as a move.

The match so far is a chat, in which the model's own lines are its answers: that is the form that
models know best. A model that fails is asked again on the next rung: told why and held to narrower
options, then with the shortest of histories and without a probe. What players wrote is data.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Any

from games.rules.base import Brief, Form, Line, Payload, schema_of
from inference.wire import Message

RECENT_LINES = 8  # of the transcript, on the last rung
LONGEST_LINE = 1200
LENGTHS = ("minLength", "maxLength")
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
    options = form.again if fault and form.again else form.options
    probe = form.probe if with_probe and not is_short else None
    schema = schema_of([_light(option) for option in options], probe)
    said = brief.transcript[-RECENT_LINES:] if is_short else brief.transcript
    example = () if is_short else brief.example
    begin = [Line(False, "First, for practice.")] if example else []
    fault = f"Your last answer was not taken: {fault}" if fault else ""
    lines = [*begin, *example, Line(False, "Now let us begin."), *said]
    lines += [Line(False, text) for text in (fault, brief.ask) if text]
    task = f"{brief.task[wording % len(brief.task)]}\n\nAnswer with JSON: {_example(schema)}"
    return Asking((Message.of_text("system", task), *_turns(lines)), schema)


def probing(brief: Brief, form: Form, *, wording: int) -> Asking:
    """What a model believed at a moment of a match that is over; its answer is not played.

    Its history, wording and schema are those of the move.
    """
    question = replace(brief, ask=f"{brief.ask}\nBefore you do: what do you think now?")
    asked = asking(question, form, wording=wording, rung=Rung.WHOLE, with_probe=False)
    schema = schema_of(({},), form.probe)
    task = f"{brief.task[wording % len(brief.task)]}\n\nAnswer with JSON: {_example(schema)}"
    return Asking((Message.of_text("system", task), *asked.messages[1:]), schema)


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


def _turns(lines: Sequence[Line]) -> list[Message]:
    """Neighbouring lines of one speaker are one message; the last one is not the model's."""
    turns: list[tuple[bool, list[str]]] = []
    for line in lines:
        if not turns or turns[-1][0] != line.is_own:
            turns.append((line.is_own, []))
        turns[-1][1].append(_tidy(line.text))
    return [
        Message.of_text("assistant" if is_own else "user", "\n".join(texts))
        for is_own, texts in turns
    ]


def _tidy(text: str) -> str:
    """Without doubled spaces, and no longer than needed; the lines of a board stay lines."""
    return "\n".join(" ".join(line.split()) for line in text.splitlines())[:LONGEST_LINE]


def _light(option: Payload) -> Payload:
    """Without the length of a text that has a pattern: the pattern ends it, and both together are a
    grammar that grows with every letter, until engines give up. The rules still look at the length.
    """
    return {
        name: {key: value for key, value in part.items() if key not in LENGTHS}
        if "pattern" in part
        else part
        for name, part in option.items()
    }


def _example(schema: Payload) -> str:
    """The shapes of an answer, short enough for a small model."""
    options = schema.get("anyOf", [schema])
    shapes = [
        json.dumps({name: _shape(part) for name, part in option["properties"].items()})
        for option in options
    ]
    return " or ".join(shapes)


def _shape(part: Payload) -> Any:
    if "enum" in part:
        return " or ".join(str(value) for value in part["enum"])
    if part.get("type") == "array":
        return ["..."]
    return 0 if part.get("type") in ("integer", "number") else "..."
