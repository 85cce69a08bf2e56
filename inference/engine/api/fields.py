"""Checks for single values of a JSON body, each refusing in words; plain Python.

A check takes a value and returns what the engine keeps of it, or raises BadRequest.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from inference.engine.errors import BadRequest

LONGEST_QUOTE_CHARACTERS = 64
Check = Callable[[Any], Any]


def decode_object(body: bytes) -> dict[str, Any]:
    """A JSON object from a body; raises BadRequest."""
    try:
        fields = json.loads(body.decode("utf-8"), parse_constant=_refuse_constant)
    except UnicodeDecodeError as error:
        raise BadRequest(f"The body is not UTF-8 (byte {error.start}).") from error
    except RecursionError as error:
        raise BadRequest("The body is nested too deeply.") from error
    except ValueError as error:  # no JSON, or a number of thousands of digits
        raise BadRequest(f"The body is not JSON: {error}.") from error
    if not isinstance(fields, dict):
        raise BadRequest("The body must be a JSON object.")
    return fields


def _refuse_constant(name: str) -> float:
    raise BadRequest(f"The body holds {name}, which is not JSON.")


def check_fields(
    fields: dict[str, Any], checks: dict[str, Check], refused: dict[str, str]
) -> dict[str, Any]:
    """The checked values by name; null counts as left out. refused: fields with a reason."""
    given = {name: value for name, value in fields.items() if value is not None}
    for name in sorted(set(fields) - checks.keys()):
        if name not in refused:
            raise BadRequest(f"Unknown field: {quoted(name)}.", quoted(name))
        if name in given:
            raise BadRequest(f"{name} is not taken: {refused[name]}", name)
    return {name: checks[name](value) for name, value in given.items() if name in checks}


def require(given: dict[str, Any], *names: str) -> None:
    for name in names:
        if name not in given:
            raise BadRequest(f"The field {name} is required.", name)


def quoted(text: str) -> str:
    """The caller's own words, short enough to be said back and always encodable."""
    text = text.encode("utf-8", errors="replace").decode()
    if len(text) <= LONGEST_QUOTE_CHARACTERS:
        return text
    return text[:LONGEST_QUOTE_CHARACTERS] + "…"


def text(name: str) -> Check:
    def check(value: Any) -> str:
        if not isinstance(value, str):
            raise BadRequest(f"{name} must be a string.", name)
        try:
            value.encode("utf-8")
        except UnicodeEncodeError:
            words = f"{name} holds half of a surrogate pair, which is no text."
            raise BadRequest(words, name) from None
        return value

    return check


def flag(name: str) -> Check:
    def check(value: Any) -> bool:
        if not isinstance(value, bool):
            raise BadRequest(f"{name} must be true or false.", name)
        return value

    return check


def whole(name: str, low: int, high: int) -> Check:
    def check(value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise BadRequest(f"{name} must be a whole number from {low} to {high}.", name)
        return value

    return check


def number(name: str, low: float, high: float, above: bool = False, below: bool = False) -> Check:
    """Checks low <= value <= high; low itself is out where `above`, high where `below`."""
    first = f"above {low:g}, " if above else f"from {low:g} "
    last = f"below {high:g}" if below else f"at most {high:g}" if above else f"to {high:g}"

    def check(value: Any) -> float:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        fits = is_number and low <= value <= high  # which infinity and NaN do not
        if not fits or (above and value == low) or (below and value == high):
            raise BadRequest(f"{name} must be a number {first}{last}.", name)
        return float(value)

    return check


def must_be(name: str, only: Any, reason: str) -> Check:
    """A field that may be sent, but with one value alone."""

    def check(value: Any) -> Any:
        if type(value) is not type(only) or value != only:
            raise BadRequest(f"{name} may only be {json.dumps(only)}: {reason}", name)
        return value

    return check
