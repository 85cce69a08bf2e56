"""Single values of a record: words, numbers, times, verdicts. Each raises Refused with a reason."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from ranking.formats.items import Refused

Record = Mapping[str, Any]

LEFT, RIGHT, TIE, BOTH_BAD = "left", "right", "tie", "both_bad"
OUTCOMES = {
    **dict.fromkeys(("model_a", "left", "leftvote", "a"), LEFT),
    **dict.fromkeys(("model_b", "right", "rightvote", "b"), RIGHT),
    **dict.fromkeys(("tie", "tievote"), TIE),
    **dict.fromkeys(("tie (bothbad)", "both_bad", "bothbad_vote", "bothbad", "both bad"), BOTH_BAD),
}
ONE_HOT = {
    "winner_model_a": LEFT,
    "winner_model_b": RIGHT,
    "winner_tie": TIE,
    "winner_both_bad": BOTH_BAD,
    "winner_tie_both_bad": BOTH_BAD,
}
LONGEST_NAME = 120  # what a contestant's name may have
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
MILLISECONDS_FROM = 1e11  # as seconds that would be the year 5138


def name(record: Record, column: str) -> str:
    """A contestant's name: not empty, not too long."""
    value = record.get(column)
    if not isinstance(value, str) or not value.strip():
        raise Refused(f"{column} is missing")
    value = value.strip()
    if len(value) > LONGEST_NAME:
        raise Refused(f"{column} is longer than {LONGEST_NAME} characters")
    return value


def two_names(record: Record, left: str, right: str) -> tuple[str, str]:
    names = name(record, left), name(record, right)
    if names[0] == names[1]:
        raise Refused(f"{left} and {right} are the same: {names[0]}")
    return names


def outcome(value: object, column: str = "winner") -> str:
    """One of the spellings that are known. Nothing else is taken for a tie."""
    known = OUTCOMES.get(value.strip().casefold()) if isinstance(value, str) else None
    if known is None:
        said = "is missing" if value in (None, "") else f"is {short(value)}"
        raise Refused(f"{column} {said}; it must be model_a, model_b, tie or both_bad")
    return known


def one_hot_outcome(record: Record) -> str:
    """The verdict of columns such as winner_model_a, of which exactly one holds."""
    chosen = [word for column, word in ONE_HOT.items() if truth(record.get(column), column)]
    if len(chosen) != 1:
        raise Refused(f"{len(chosen)} of the winner_ columns hold; exactly one must")
    return chosen[0]


def truth(value: object, column: str) -> bool:
    """Yes or no, in any of the ways in which tables write it; a missing value is a no."""
    if value is None or value == "":
        return False
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float) and value in (0, 1):
        return bool(value)
    word = str(value).strip().casefold()
    if word in ("true", "1", "1.0", "yes"):
        return True
    if word in ("false", "0", "0.0", "no", "nan", "none"):
        return False
    raise Refused(f"{column} is {short(value)}; it must be true or false")


def text(value: object) -> str:
    """Words as they are; "" where there are none."""
    return "" if is_missing(value) else str(value)


def is_missing(value: object) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))


def count(value: object, column: str, *, default: int = 0) -> int:
    """A whole number, 0 or more."""
    if is_missing(value) or value == "":
        return default
    try:
        number = float(str(value))
    except ValueError:
        number = -1.0
    if not (number >= 0 and number.is_integer()):
        raise Refused(f"{column} is {short(value)}; it must be a whole number, 0 or more")
    return int(number)


def time(value: object, column: str) -> datetime | None:
    """Seconds or milliseconds since 1970, ISO 8601, or a time already; without a zone it is UTC."""
    if is_missing(value) or value == "":
        return None
    at = _time(value)
    if at is None or not EARLIEST <= at < LATEST:
        raise Refused(f"{column} is {short(value)}; it must be a time such as 2024-08-14 12:00:00")
    return at


def decoded(value: object, column: str) -> Any:
    """What a cell of JSON says; what is no text is decoded already."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        raise Refused(f"{column} is no JSON: {short(value)}") from None


def short(value: object, most: int = 40) -> str:
    """The value in quotes, cut where it is long, on one line."""
    words = " ".join(str(value).split())
    return f"“{words[:most]}…”" if len(words) > most else f"“{words}”"


def _time(value: object) -> datetime | None:
    try:
        if isinstance(value, datetime):
            at = value
        elif isinstance(value, int | float):
            seconds = value / 1000 if value > MILLISECONDS_FROM else value
            at = datetime.fromtimestamp(seconds, tz=UTC)
        else:
            words = str(value).strip()
            if words.replace(".", "", 1).isdecimal():
                return _time(float(words))
            at = datetime.fromisoformat(words.removesuffix(" UTC"))
    except (ValueError, OverflowError, OSError):
        return None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
