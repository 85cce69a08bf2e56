"""Process groups left behind by a supervisor that was killed: found by pidfile, ended whole.

A pid alone proves nothing, it may have been given to somebody else by now. A pidfile therefore
also holds the start time of its process and the boot that it belongs to.
"""

import json
import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True, slots=True)
class Pidfile:
    """The leader of a group: its pid is the group's id and the session's."""

    pid: int
    start_ticks: int  # since boot
    boot_id: str


@dataclass(frozen=True, slots=True)
class _Process:
    pid: int
    group: int
    session: int
    start_ticks: int


def write_pidfile(path: Path, pid: int) -> None:
    process = _read_process(pid)
    if process is None:
        return  # it has ended already
    facts = Pidfile(pid, process.start_ticks, _BOOT_ID.read_text().strip())
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    draft.write_text(json.dumps(asdict(facts)))
    draft.replace(path)


def reap(folder: Path) -> list[str]:
    """End every group that a pidfile in the folder still names; the names of those that lived."""
    reaped = []
    for path in sorted(folder.glob("*.pid")):
        if _reap_one(path):
            reaped.append(path.stem)
        path.unlink(missing_ok=True)
    return reaped


def _reap_one(path: Path) -> bool:
    try:
        pidfile = Pidfile(**json.loads(path.read_text()))
    except (ValueError, TypeError):  # cut off while it was written: it names nobody
        return False
    if pidfile.boot_id != _BOOT_ID.read_text().strip():
        return False
    members = list(group_members(pidfile))
    for pid in members:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return bool(members)


def group_members(pidfile: Pidfile) -> Iterator[int]:
    """Pids that are still in the group, unless its number has gone to a stranger since."""
    leader = _read_process(pidfile.pid)
    if leader is not None and leader.start_ticks != pidfile.start_ticks:
        return
    for entry in os.listdir("/proc"):
        process = _read_process(int(entry)) if entry.isdigit() else None
        if process is None or process.start_ticks < pidfile.start_ticks:
            continue
        if pidfile.pid in (process.group, process.session):
            yield process.pid


def _read_process(pid: int) -> _Process | None:
    """None when there is no such process, or only its corpse."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    fields = text.rpartition(")")[2].split()  # the name before it may hold anything
    state, group, session, start_ticks = fields[0], fields[2], fields[3], fields[19]
    return None if state in "ZX" else _Process(pid, int(group), int(session), int(start_ticks))
