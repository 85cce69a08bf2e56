"""Who is at a match now, who has gone and how, and when the other may stop waiting. Pure.

Each open socket is a row that says until when it counts, and is written anew with every sign of
life. A socket that ended leaves a row for its seat: the window was closed, or the line was lost.
One that was never ended but has not been heard of is lost as well: its process was killed.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from games.rules.base import Seat

OPEN, ENDED = "open:", "ended:"  # how the names of the two kinds of row begin
SILENCE_SECONDS = 9.0  # without a sign of life, after which a line counts as lost
HIDDEN_SILENCE_SECONDS = 75.0  # browsers let a hidden page speak once a minute
TOLD_SECONDS = 5.0  # an absence that is shorter is nobody's business
AFTER_RESTART_SECONDS = 20.0


class Departure(StrEnum):
    """How a player went."""

    CLOSED = "closed"  # the window, or went to another page
    LOST = "lost"  # the connection


PATIENCE_SECONDS = {Departure.CLOSED: 30.0, Departure.LOST: 120.0}
LEAST_PATIENCE_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Absence:
    """since: seconds of the epoch; lag_ms: of the line, as it was told last."""

    departure: Departure
    since: float
    lag_ms: int = 0

    def claimable_in(self, now: float, num_before: int) -> float:
        """Seconds until the other may end the match; shorter for who went so often before."""
        patience = PATIENCE_SECONDS[self.departure] / 2.0**num_before
        return max(0.0, self.since + max(patience, LEAST_PATIENCE_SECONDS) - now)


@dataclass(frozen=True)
class Presence:
    """here: seats with an open socket; absent: those that had one; lag_ms: of their lines.

    A seat that never had a socket, because its player has no script, is in neither. Two are equal
    when nobody came or went between them.
    """

    here: frozenset[Seat] = frozenset()
    absent: Mapping[Seat, Absence] = field(default_factory=dict)
    num_watching: int = 0
    lag_ms: Mapping[Seat, int] = field(default_factory=dict, compare=False)


def open_row(seat: Seat | None, now: float, lag_ms: int, *, is_hidden: bool) -> str:
    silence = HIDDEN_SILENCE_SECONDS if is_hidden else SILENCE_SECONDS
    return json.dumps({"seat": seat or "", "heard": now, "until": now + silence, "lag": lag_ms})


def ended_row(departure: Departure, now: float, lag_ms: int) -> str:
    return json.dumps({"how": departure, "at": now, "lag": lag_ms})


def presence_of(rows: Mapping[str, str], now: float, restarted_at: float) -> Presence:
    """restarted_at: when the site last came back; nobody is held to have been absent before."""
    sockets = [json.loads(row) for name, row in rows.items() if name.startswith(OPEN)]
    living = [one for one in sockets if one["until"] > now]
    lag_ms = {one["seat"]: one["lag"] for one in living if one["seat"]}
    absent: dict[Seat, Absence] = {}
    for seat, departure, at, lag in sorted(_departures(rows, now), key=lambda one: one[2]):
        if seat and seat not in lag_ms:
            since = max(at, restarted_at + AFTER_RESTART_SECONDS)
            absent[seat] = Absence(departure, since, lag)
    return Presence(
        frozenset(lag_ms),
        absent,
        sum(not one["seat"] for one in living),
        {**{seat: one.lag_ms for seat, one in absent.items()}, **lag_ms},
    )


def _departures(
    rows: Mapping[str, str], now: float
) -> Iterator[tuple[Seat, Departure, float, int]]:
    """Each with its seat, how, when, and the lag of the line."""
    for name, text in rows.items():
        row = json.loads(text)
        if name.startswith(ENDED):
            yield name.removeprefix(ENDED), Departure(row["how"]), row["at"], row["lag"]
        elif row["until"] <= now:
            yield row["seat"], Departure.LOST, row["heard"], row["lag"]
