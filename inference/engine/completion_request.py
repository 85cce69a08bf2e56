"""The body of POST /v1/chat/completions, checked field by field; plain Python."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from inference.engine.errors import BadRequest

ROLES = ("system", "user", "assistant")
MAX_STOP_STRINGS = 4
MAX_STOP_CHARACTERS = 256


@dataclass(frozen=True, slots=True)
class CompletionRequest:
    """What the caller wants. max_tokens None leaves it to the engine; seed is never None."""

    model: str
    messages: tuple[dict[str, str], ...]
    seed: int
    temperature: float = 1.0
    top_p: float = 1.0
    max_tokens: int | None = None
    stop: tuple[str, ...] = ()
    stream: bool = False
    include_usage: bool = False


def parse_completion_request(body: bytes, rng: random.Random) -> CompletionRequest:
    """Raises BadRequest, which names the field. Where no seed is given, the rng chooses one."""
    fields = _decode(body)
    unknown = sorted(set(fields) - FIELDS.keys())
    if unknown:
        raise BadRequest(f"Unknown field: {unknown[0]}.", unknown[0])
    given = {name: FIELDS[name](value) for name, value in fields.items() if value is not None}
    for name in ("model", "messages"):
        if name not in given:
            raise BadRequest(f"The field {name} is required.", name)
    return CompletionRequest(
        model=given["model"],
        messages=given["messages"],
        seed=given.get("seed", rng.getrandbits(63)),
        temperature=given.get("temperature", 1.0),
        top_p=given.get("top_p", 1.0),
        max_tokens=given.get("max_completion_tokens", given.get("max_tokens")),
        stop=given.get("stop", ()),
        stream=given.get("stream", False),
        include_usage=given.get("stream_options", False),
    )


def _decode(body: bytes) -> dict[str, Any]:
    try:
        fields = json.loads(body.decode("utf-8"), parse_constant=_refuse_constant)
    except UnicodeDecodeError as error:
        raise BadRequest(f"The body is not UTF-8 (byte {error.start}).") from error
    except (json.JSONDecodeError, RecursionError) as error:
        raise BadRequest(f"The body is not JSON: {error}.") from error
    if not isinstance(fields, dict):
        raise BadRequest("The body must be a JSON object.")
    return fields


def _refuse_constant(name: str) -> float:
    raise BadRequest(f"The body holds {name}, which is not JSON.")


def _text(name: str) -> Callable[[Any], str]:
    def check(value: Any) -> str:
        if not isinstance(value, str):
            raise BadRequest(f"{name} must be a string.", name)
        _refuse_surrogates(value, name)
        return value

    return check


def _refuse_surrogates(text: str, name: str) -> None:
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise BadRequest(f"{name} holds half of a surrogate pair, which is no text.", name)


def _flag(name: str) -> Callable[[Any], bool]:
    def check(value: Any) -> bool:
        if not isinstance(value, bool):
            raise BadRequest(f"{name} must be true or false.", name)
        return value

    return check


def _whole(name: str, low: int, high: int) -> Callable[[Any], int]:
    def check(value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise BadRequest(f"{name} must be a whole number from {low} to {high}.", name)
        return value

    return check


def _number(name: str, low: float, high: float, above: bool = False) -> Callable[[Any], float]:
    """Checks low <= value <= high, or low < value <= high where `above`."""
    words = f"above {low:g}, at most {high:g}" if above else f"from {low:g} to {high:g}"

    def check(value: Any) -> float:
        fits = isinstance(value, int | float) and not isinstance(value, bool)
        if not fits or not math.isfinite(value) or not low <= value <= high:
            raise BadRequest(f"{name} must be a number {words}.", name)
        if above and value == low:
            raise BadRequest(f"{name} must be a number {words}.", name)
        return float(value)

    return check


def _stop(value: Any) -> tuple[str, ...]:
    stops = [value] if isinstance(value, str) else value
    if not isinstance(stops, list) or len(stops) > MAX_STOP_STRINGS:
        raise BadRequest(f"stop must be a string or a list of up to {MAX_STOP_STRINGS}.", "stop")
    for stop in stops:
        if not isinstance(stop, str) or not 0 < len(stop) <= MAX_STOP_CHARACTERS:
            raise BadRequest(f"stop strings have 1 to {MAX_STOP_CHARACTERS} characters.", "stop")
    return tuple(stops)


def _stream_options(value: Any) -> bool:
    name = "stream_options"
    if not isinstance(value, dict) or set(value) - {"include_usage"}:
        raise BadRequest("stream_options may only hold include_usage.", name)
    return _flag(f"{name}.include_usage")(value.get("include_usage", False))


def _messages(value: Any) -> tuple[dict[str, str], ...]:
    if not isinstance(value, list) or not value:
        raise BadRequest("messages must be a list of at least one message.", "messages")
    return tuple(_message(message, f"messages[{index}]") for index, message in enumerate(value))


def _message(message: Any, name: str) -> dict[str, str]:
    if not isinstance(message, dict):
        raise BadRequest(f"{name} must be an object with role and content.", name)
    unknown = sorted(set(message) - {"role", "content"})
    if unknown:
        raise BadRequest(f"Unknown field: {name}.{unknown[0]}.", f"{name}.{unknown[0]}")
    if message.get("role") not in ROLES:
        raise BadRequest(f"{name}.role must be one of {', '.join(ROLES)}.", f"{name}.role")
    content = _content(message.get("content"), f"{name}.content")
    return {"role": message["role"], "content": content}


def _content(content: Any, name: str) -> str:
    """A string, or a list of typed parts, of which this engine knows text only."""
    if not isinstance(content, list):
        return _text(name)(content)
    texts = []
    for index, part in enumerate(content):
        place = f"{name}[{index}]"
        if not isinstance(part, dict):
            raise BadRequest(f"{place} must be an object with type and text.", place)
        if part.get("type") != "text":
            raise BadRequest(f"{place}.type must be text: this model reads no other.", place)
        texts.append(_text(f"{place}.text")(part.get("text")))
    return "".join(texts)


FIELDS: dict[str, Callable[[Any], Any]] = {
    "model": _text("model"),
    "messages": _messages,
    "temperature": _number("temperature", 0, 2),
    "top_p": _number("top_p", 0, 1, above=True),
    "seed": _whole("seed", -(2**63), 2**63 - 1),
    "stop": _stop,
    "max_tokens": _whole("max_tokens", 1, 2**31 - 1),
    "max_completion_tokens": _whole("max_completion_tokens", 1, 2**31 - 1),
    "stream": _flag("stream"),
    "stream_options": _stream_options,
    "n": _whole("n", 1, 1),
    "user": _text("user"),
}
