"""Who handles which kind of job: each app's jobs.py registers its handlers here."""

from collections.abc import Callable
from typing import Any

Handler = Callable[[dict[str, Any], int], None]  # (payload, attempt counted from 1)
_HANDLERS: dict[str, Handler] = {}


class UnknownKind(LookupError):
    """No installed app handles jobs of this kind."""


def handler(kind: str) -> Callable[[Handler], Handler]:
    """Register the decorated function for jobs of this kind. To raise means: try again later."""

    def register(function: Handler) -> Handler:
        taken = _HANDLERS.get(kind)
        if taken is not None and taken.__qualname__ != function.__qualname__:
            raise ValueError(f"Two handlers for jobs of kind {kind!r}: {taken} and {function}.")
        _HANDLERS[kind] = function
        return function

    return register


def find(kind: str) -> Handler:
    try:
        return _HANDLERS[kind]
    except KeyError:
        known = ", ".join(sorted(_HANDLERS)) or "none"
        raise UnknownKind(
            f"No app handles jobs of kind {kind!r} (known kinds: {known}). Register it with"
            f" @handler({kind!r}) in the jobs.py of an installed app, then run the job again."
        ) from None
