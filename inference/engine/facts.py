"""What a file says about itself, read with suspicion: right type, sane size, or a refusal."""

from __future__ import annotations

import json
import math
import os
import reprlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from inference.engine.errors import CheckpointUnreadable

REQUIRED: Any = object()


def shown(value: object) -> str:
    """A file's own words, short and on one line, fit for an error message."""
    return ascii(value) if isinstance(value, str) and len(value) < 60 else reprlib.repr(value)


class Facts:
    """Named values of one file. Each way to read one raises CheckpointUnreadable."""

    def __init__(self, values: Mapping[str, Any], source: str) -> None:
        self._values = values
        self._source = source

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __contains__(self, key: str) -> bool:
        return self._values.get(key) is not None

    def get(self, key: str, default: Any = REQUIRED) -> Any:
        """The value whatever its type is; null counts as absent."""
        value = self._values.get(key)
        if value is None and default is REQUIRED:
            raise CheckpointUnreadable(
                f"{self._source} does not say its {key}. Fetch it again, or use another model."
            )
        return default if value is None else value

    def whole(self, key: str, low: int, high: int, default: Any = REQUIRED) -> int:
        value = self.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise self._wrong(key, value, f"a whole number from {low} to {high}")
        return value

    def number(self, key: str, low: float, high: float, default: Any = REQUIRED) -> float:
        value = self.get(key, default)
        fits = isinstance(value, int | float) and not isinstance(value, bool)
        if not fits or not math.isfinite(value) or not low <= value <= high:
            raise self._wrong(key, value, f"a number from {low:g} to {high:g}")
        return float(value)

    def text(self, key: str, default: Any = REQUIRED) -> str:
        value = self.get(key, default)
        if not isinstance(value, str):
            raise self._wrong(key, value, "text")
        return value

    def flag(self, key: str, default: Any = REQUIRED) -> bool:
        value = self.get(key, default)
        if not isinstance(value, bool):
            raise self._wrong(key, value, "true or false")
        return value

    def texts(self, key: str) -> Sequence[str]:
        return self._all(key, str, "a list of texts")

    def wholes(self, key: str) -> Sequence[int]:
        return self._all(key, int, "a list of whole numbers")

    def numbers(self, key: str) -> Sequence[float]:
        return self._all(key, int | float, "a list of numbers")

    def section(self, key: str, defaults: Mapping[str, Any]) -> Facts:
        """A group of values inside this one, on top of the defaults; it may be absent."""
        value = self.get(key, {})
        if not isinstance(value, dict):
            raise self._wrong(key, value, "a group of values")
        return Facts({**defaults, **value}, f"{key} in {self._source}")

    def refuse_unless(self, key: str, neutral: Sequence[object], works: str) -> None:
        """Refuses a feature that this engine lacks, unless it is absent or switched off."""
        value = self.get(key, None)
        if value is not None and value not in neutral:
            raise CheckpointUnreadable(
                f"{self._source} sets {key} to {shown(value)}, which this engine does not "
                f"compute. Use a model with {works}."
            )

    def _all(self, key: str, kind: Any, words: str) -> Sequence[Any]:
        value = self.get(key)
        if not isinstance(value, list) or not all(isinstance(item, kind) for item in value):
            raise self._wrong(key, value, words)
        return value

    def _wrong(self, key: str, value: object, words: str) -> CheckpointUnreadable:
        return CheckpointUnreadable(
            f"{self._source} gives {key} as {shown(value)}; it must be {words}."
        )


def read_json(path: Path, max_bytes: int) -> Facts:
    """A JSON object of at most max_bytes; raises CheckpointUnreadable."""
    return Facts(parse_json(read_limited(path, max_bytes), path.name), path.name)


def read_limited(path: Path, max_bytes: int) -> bytes:
    try:
        with path.open("rb") as file:
            num_bytes = os.fstat(file.fileno()).st_size
            data = file.read(min(num_bytes, max_bytes))
    except OSError as error:
        raise CheckpointUnreadable(
            f"{path.name} cannot be read in {shown(str(path.parent))}: {error.strerror}."
        ) from error
    if num_bytes > max_bytes:
        raise CheckpointUnreadable(f"{path.name} has more than {max_bytes} bytes. Fetch it again.")
    return data


def parse_json(data: bytes, source: str) -> dict[str, Any]:
    """A JSON object in which no name stands twice; raises CheckpointUnreadable."""
    try:
        value = json.loads(data.decode("utf-8"), object_pairs_hook=_without_twins)
    except (ValueError, RecursionError) as error:
        raise CheckpointUnreadable(
            f"{source} is not sound JSON ({shown(str(error))}). Fetch it again."
        ) from error
    if not isinstance(value, dict):
        raise CheckpointUnreadable(f"{source} is not a JSON object. Fetch it again.")
    return value


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found
