"""What else happens on the machine, and how much memory a process tree holds."""

import subprocess
import sys

import psutil

from bench.engine.machine import OthersWatch, PeakMemory, busy_core, resident_bytes

HOLDS_100_MB = "held = bytearray(b'x' * 100_000_000); print('held', flush=True); input()"


def test_the_memory_of_a_process_is_seen_while_it_lives():
    child = subprocess.Popen(
        [sys.executable, "-c", HOLDS_100_MB],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with child, PeakMemory(child.pid) as peak:
        child.stdout.readline()
        resident = resident_bytes(child.pid)
        child.stdin.close()
    assert resident > 100_000_000
    assert peak.num_bytes > 0
    assert resident_bytes(child.pid) == 0


def test_the_busy_core_is_ours_and_ends_with_the_block():
    before = psutil.Process().children()
    watch = OthersWatch()
    with busy_core():
        (child,) = [c for c in psutil.Process().children() if c not in before]
        while child.cpu_times().user < 0.05:
            psutil.cpu_percent(0.01)
    assert not child.is_running()
    assert 0 <= watch.share() <= 1
