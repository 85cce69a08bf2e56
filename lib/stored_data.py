"""What is stored about an account: each app says its own part, and one file holds them all."""

from collections.abc import Callable
from typing import Any

Gatherer = Callable[[int], list[dict[str, Any]]]  # (the account's number) -> rows for JSON
_GATHERERS: dict[str, Gatherer] = {}


def stored_by(name: str) -> Callable[[Gatherer], Gatherer]:
    """Register the decorated function for the part of that name."""

    def register(function: Gatherer) -> Gatherer:
        taken = _GATHERERS.get(name)
        if taken is not None and taken.__qualname__ != function.__qualname__:
            raise ValueError(f"Two parts named {name!r}: {taken} and {function}.")
        _GATHERERS[name] = function
        return function

    return register


def stored_elsewhere(user_id: int) -> dict[str, list[dict[str, Any]]]:
    """The parts of all who registered, by name."""
    return {name: gather(user_id) for name, gather in sorted(_GATHERERS.items())}
