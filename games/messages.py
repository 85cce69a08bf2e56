"""Every message of a match's socket, both ways. Wishes come in, past facts go out.

In:  {"type": "hello", "after": 12}             what I have seen; everything newer, please
                                                a bot adds its "token", and then has its seat
     {"type": "move", "id": "…", "base": 12, "move": {…}}
     {"type": "resign"}   {"type": "take_back", "base": 12}
     {"type": "appeal", "ruling": 9}            number of the ruling that shall be judged again
     {"type": "claim", "what": "win"}           or "off", of a match whose other player is away
     {"type": "ping", "n": 3, "lag": 40, "hidden": false}
         the lag of the line so far, in milliseconds; whether nobody looks at the page
Out: state        the match from this seat, with the events after the number that was asked for
     grown        the same, because something happened
     taken        a move was applied: its id and the number of the last event
     refused      why not, in words; of a stale move with the state as well
     presence     who is there, when that has changed
     pong
"""

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

MOST_CHARACTERS = 4_000
LONGEST_ID = 40


class Claim(StrEnum):
    """What may be had of a match whose other player is away."""

    WIN = "win"
    OFF = "off"


class BadFrame(ValueError):
    """A frame that no client of ours sends. code: to close the socket with."""

    def __init__(self, words: str, code: int = 4400) -> None:
        super().__init__(words)
        self.code = code


@dataclass(frozen=True, slots=True)
class Hello:
    """token: of a bot; None from a browser, which has a session."""

    after: int
    token: str | None = None


@dataclass(frozen=True, slots=True)
class PlayMove:
    id: str
    base: int
    move: dict[str, Any]


@dataclass(frozen=True, slots=True)
class TakeBack:
    base: int


@dataclass(frozen=True, slots=True)
class Resign:
    pass


@dataclass(frozen=True, slots=True)
class Ping:
    n: int
    lag_ms: int = 0
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class ClaimEnd:
    claim: Claim


@dataclass(frozen=True, slots=True)
class AskAppeal:
    ruling: int


Acting = PlayMove | TakeBack | Resign | ClaimEnd | AskAppeal  # what only a player may do
Wish = Hello | Acting | Ping


def decode(frame: str | None) -> Wish:
    """Raises BadFrame, with a reason and a code to close with."""
    if frame is None:
        raise BadFrame("Send text, not bytes.", 4403)
    if len(frame) > MOST_CHARACTERS:
        raise BadFrame(f"A frame has {MOST_CHARACTERS} characters at most.", 4409)
    try:
        found = json.loads(frame)
    except (json.JSONDecodeError, RecursionError):
        raise BadFrame("That is not JSON.") from None
    if not isinstance(found, dict):
        raise BadFrame("A frame is a JSON object.")
    kind = found.get("type")
    if kind == "hello":
        return Hello(_number(found, "after"), _token(found))
    if kind == "move":
        return PlayMove(_id(found), _number(found, "base"), _object(found, "move"))
    if kind == "take_back":
        return TakeBack(_number(found, "base"))
    if kind == "resign":
        return Resign()
    if kind == "ping":
        lag_ms = _number(found, "lag") if "lag" in found else 0
        return Ping(_number(found, "n"), lag_ms, found.get("hidden") is True)
    if kind == "claim":
        return ClaimEnd(_claim(found))
    if kind == "appeal":
        return AskAppeal(_number(found, "ruling"))
    raise BadFrame("The type of a frame is hello, move, take_back, resign, claim, appeal or ping.")


def _number(found: dict[str, Any], name: str) -> int:
    value = found.get(name)
    if type(value) is not int or not 0 <= value < 2**31:
        raise BadFrame(f"“{name}” must be a whole number from 0.")
    return value


def _token(found: dict[str, Any]) -> str | None:
    value = found.get("token")
    if value is not None and not isinstance(value, str):
        raise BadFrame("“token” must be text.")
    return value


def _id(found: dict[str, Any]) -> str:
    value = found.get("id")
    if not isinstance(value, str) or not 1 <= len(value) <= LONGEST_ID or not value.isprintable():
        raise BadFrame(f"“id” must be text of 1 to {LONGEST_ID} characters.")
    return value


def _object(found: dict[str, Any], name: str) -> dict[str, Any]:
    value = found.get(name)
    if not isinstance(value, dict):
        raise BadFrame(f"“{name}” must be an object.")
    return value


def _claim(found: dict[str, Any]) -> Claim:
    value = found.get("what")
    if value not in list(Claim):
        raise BadFrame("“what” must be win or off.")
    return Claim(value)
