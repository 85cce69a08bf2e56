"""The supervisor with real processes: they live, they are ended, and nothing is left behind."""

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from config.supervisor import orphans
from tests.servers import wait_until

SLEEP = "import time; time.sleep(600)"
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    "print('WARNING deaf', flush=True); time.sleep(600)"
)
WITH_CHILD = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {SLEEP!r}])"


class Site:
    """A dummy site that is running; what it says is read from a file."""

    def __init__(self, folder: Path, programs: dict[str, str], drain_seconds: float = 5) -> None:
        self.folder = folder
        self.output = folder / f"output-{len(list(folder.glob('output-*')))}"
        arguments = [f"{name}={code}" for name, code in programs.items()]
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.config.dummy_site", str(folder), *arguments],
                stdout=output,
                stderr=subprocess.STDOUT,
                env=os.environ | {"DRAIN_SECONDS": str(drain_seconds)},
            )

    def said(self, words: str, times: int = 1) -> bool:
        return self.output.read_text().count(words) >= times

    def wait_until_said(self, words: str, times: int = 1) -> None:
        wait_until(
            lambda: self.said(words, times), what=f"{words!r} in {self.output.read_text()!r}"
        )

    def wait_until_ready(self) -> None:
        self.wait_until_said("Agon is ready")

    def pid(self, name: str) -> int:
        pidfile = self.folder / "run" / f"{name}.pid"
        wait_until(pidfile.exists, what=f"{name}'s pidfile")
        return json.loads(pidfile.read_text())["pid"]

    def end(self, number: int = signal.SIGINT) -> int:
        self.process.send_signal(number)
        return self.process.wait(20)


@pytest.fixture
def site(tmp_path):
    """Starts sites; whatever they leave is ended after the test."""
    started = []

    def start(drain_seconds: float = 5, **programs: str) -> Site:
        started.append(Site(tmp_path, programs, drain_seconds))
        return started[-1]

    yield start
    for one in started:
        with suppress(ProcessLookupError):
            one.process.kill()
        one.process.wait(10)
    orphans.reap(tmp_path / "run")


def is_alive(pid: int) -> bool:
    return orphans._read_process(pid) is not None


def children_of(pid: int) -> list[int]:
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in text.split()]


def test_a_killed_process_is_started_again(site):
    running = site(web=SLEEP)
    running.wait_until_ready()
    first = running.pid("web")
    os.kill(first, signal.SIGKILL)
    running.wait_until_said("again, pid")
    assert running.said("signal 9, again in 0.5 s")
    assert running.pid("web") != first
    assert is_alive(running.pid("web"))


def test_a_crash_loop_ends_with_the_last_words_and_a_sentence(site):
    running = site(web="raise SystemExit('no luck today')")
    assert running.process.wait(30) == 1
    text = running.output.read_text()
    assert "web ended 5 times within a minute" in text
    assert "no luck today" in text
    assert "It is not started again" in text


def test_the_site_outlives_a_crash_loop_of_a_process_that_is_not_essential(site):
    running = site(web=SLEEP, beat="raise SystemExit(3)")
    running.wait_until_said("beat ended 5 times")
    assert running.process.poll() is None
    assert is_alive(running.pid("web"))
    assert running.end() == 0


def test_ctrl_c_ends_everything_the_needed_ones_last(site):
    farewell = (
        "import signal, sys, time\n"
        "def end(*_):\n    print('WARNING {0} ends', flush=True); sys.exit()\n"
        "signal.signal(signal.SIGTERM, end)\nprint('WARNING {0} lives', flush=True)\n"
        "time.sleep(600)"
    )
    running = site(last=farewell.format("last"), web=farewell.format("web"))
    running.wait_until_said("last lives")
    running.wait_until_said("web lives")
    pids = [running.pid("web"), running.pid("last")]
    assert running.end() == 0
    text = running.output.read_text()
    assert text.index("web ends") < text.index("last ends") < text.index("Ended.")
    assert not any(map(is_alive, pids))
    assert not list((running.folder / "run").glob("*.pid"))


def test_what_does_not_end_in_time_is_killed(site):
    running = site(drain_seconds=0.3, web=STUBBORN)
    running.wait_until_said("WARNING deaf")
    pid = running.pid("web")
    assert running.end(signal.SIGTERM) == 0
    assert running.said("still there after 0.3 s")
    assert not is_alive(pid)


def test_a_second_ctrl_c_ends_at_once(site):
    running = site(drain_seconds=60, web=STUBBORN)
    running.wait_until_said("WARNING deaf")
    running.process.send_signal(signal.SIGINT)
    running.wait_until_said("Ctrl-C again")
    assert running.end() == 0


def test_two_at_once_are_refused(site):
    first = site(web=SLEEP)
    first.wait_until_ready()
    second = site(web=SLEEP)
    assert second.process.wait(20) == 1
    assert second.said(f"already running here (process {first.process.pid})")
    assert first.process.poll() is None


def test_processes_die_with_a_killed_supervisor(site):
    running = site(web=SLEEP, worker=SLEEP)
    running.wait_until_ready()
    pids = [running.pid("web"), running.pid("worker")]
    running.process.kill()
    wait_until(lambda: not any(map(is_alive, pids)), what="the end of the children")


def test_the_children_of_children_left_by_a_killed_supervisor_are_reaped(site):
    running = site(web=WITH_CHILD)
    running.wait_until_ready()
    pid = running.pid("web")
    wait_until(lambda: children_of(pid), what="a grandchild")
    (grandchild,) = children_of(pid)
    running.process.kill()
    wait_until(lambda: not is_alive(pid), what="the end of the child")
    assert is_alive(grandchild)  # nobody told it
    again = site(web=SLEEP)
    again.wait_until_ready()
    assert again.said("left behind by a supervisor that was killed")
    wait_until(lambda: not is_alive(grandchild), what="the end of the grandchild")


def test_a_stranger_with_a_recycled_pid_is_left_alone(tmp_path):
    stranger = subprocess.Popen([sys.executable, "-c", SLEEP], start_new_session=True)
    try:
        orphans.write_pidfile(tmp_path / "web.pid", stranger.pid)
        text = (tmp_path / "web.pid").read_text()
        ticks = orphans._read_process(stranger.pid).start_ticks
        (tmp_path / "web.pid").write_text(text.replace(str(ticks), str(ticks - 1)))
        assert orphans.reap(tmp_path) == []
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait(10)


def test_the_words_of_a_process_are_kept_and_only_warnings_shown(site):
    running = site(web=f"print('all is well'); print('WARNING mind this', flush=True); {SLEEP}")
    running.wait_until_said("web     | WARNING mind this")
    assert not running.said("all is well")
    assert "all is well" in (running.folder / "log" / "web.log").read_text()
