"""What tests share that kill -9 a process of the site while many people use it."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import httpx

from tests.servers import wait_until
from tests.site import Site


@dataclass
class Count:
    """How many battles or matches were begun, by all threads together."""

    most: int
    num_started: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take_number(self) -> bool:
        with self.lock:
            self.num_started += 1
            return self.num_started <= self.most


def until_answered(what: str, request: Callable[[], httpx.Response]) -> httpx.Response:
    """Ask again, as a patient browser would, while the server is being restarted."""

    def attempt() -> httpx.Response | None:
        try:
            answer = request()
        except (httpx.TransportError, AssertionError):
            return None
        return answer if answer.status_code < 500 else None

    return wait_until(attempt, 90, what, every_seconds=0.1)


def kill_meanwhile(
    site: Site,
    kills: Sequence[str],
    count: Count,
    people: Sequence[threading.Thread],
    failures: list[BaseException],
) -> None:
    """Start everybody, kill one process after another on the way, and wait for the end."""
    for person in people:
        person.start()
    for number, name in enumerate(kills, start=1):
        reached = number * count.most // (len(kills) + 1)
        wait_until(lambda n=reached: count.num_started >= n or failures, 240, f"number {reached}")
        site.kill(name)
        wait_until(site.is_ready, 60, f"{name} back")
    for person in people:
        person.join(240)
