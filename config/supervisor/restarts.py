"""When a process that ended is started again. Pure: time is an argument."""

from dataclasses import dataclass

WINDOW_SECONDS = 60.0
MAX_EXITS_IN_WINDOW = 5
FIRST_DELAY_SECONDS = 0.5
LONGEST_DELAY_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class History:
    """How a process has fared: when it ended, and how many lives in a row were short."""

    exits: tuple[float, ...] = ()
    num_short_lives: int = 0


@dataclass(frozen=True, slots=True)
class Restart:
    delay_seconds: float


@dataclass(frozen=True, slots=True)
class GiveUp:
    num_exits: int


def after_exit(history: History, started_at: float, now: float) -> tuple[History, Restart | GiveUp]:
    """The delay doubles with each life shorter than a minute; five exits in a minute are a loop."""
    exits = (*(at for at in history.exits if now - at < WINDOW_SECONDS), now)
    is_short = now - started_at < WINDOW_SECONDS
    num_short_lives = history.num_short_lives + 1 if is_short else 1
    history = History(exits, num_short_lives)
    if len(exits) >= MAX_EXITS_IN_WINDOW:
        return history, GiveUp(len(exits))
    delay = FIRST_DELAY_SECONDS * 2.0 ** min(num_short_lives - 1, 20)
    return history, Restart(min(delay, LONGEST_DELAY_SECONDS))
