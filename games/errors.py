"""Why a door of the games refuses; each in words for the player.

Refusal
├── NotFound      no such match, or not for this player's eyes
├── NotAllowed    not a player, not legal, not now
│   ├── Stale     the match has gone on meanwhile: `seq` is where it stands
│   └── TooLate   the player's time ran out, and the match has ended by it
├── TooMuch       a limit of this site
└── NobodyFree    no model can play now
"""

from typing import Any

from django.utils.functional import Promise

from lib.refusals import NobodyFree, Refusal, TooMuch

__all__ = ["NobodyFree", "NotAllowed", "NotFound", "Refusal", "Stale", "TooLate", "TooMuch"]


class NotFound(Refusal):
    kind, status = "not_found", 404


class NotAllowed(Refusal):
    kind, status = "not_allowed", 409


class Stale(NotAllowed):
    kind = "stale"

    def __init__(self, message: "str | Promise", seq: int) -> None:
        super().__init__(message)
        self.seq = seq

    def told(self) -> dict[str, Any]:
        return super().told() | {"seq": self.seq}


class TooLate(NotAllowed):
    kind = "too_late"
