"""Ports: is one taken, and which one is free instead."""

from __future__ import annotations  # the set-up reads this with whatever Python is there

import socket
from collections.abc import Iterable


class PortBusy(Exception):
    """Another program listens there; the message names a free port."""


def is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def first_free(host: str, candidates: Iterable[int]) -> int | None:
    return next((port for port in candidates if is_free(host, port)), None)


def choose(host: str, wanted: int, variable: str, is_explicit: bool) -> int:
    """The port to use: the wanted one, or the next free one if nobody insisted on it.

    Raises PortBusy when the wanted port was asked for by name (variable) and is taken.
    """
    if is_free(host, wanted):
        return wanted
    other = first_free(host, range(wanted + 1, wanted + 100))
    if is_explicit or other is None:
        advice = f"\nUse another one: {variable}={other} make run" if other else ""
        raise PortBusy(f"Port {wanted} is taken by another program.{advice}")
    return other
