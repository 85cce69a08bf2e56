"""Start and memory: smaller is better, and the ratio says how many times."""

import random
import sys
from pathlib import Path

from bench.engine.footprint import compare_memory, compare_start
from bench.peers.settings import Setting

FAKE = (sys.executable, str(Path(__file__).with_name("fake_worker.py")), "50")
THEIRS = Setting("peer", "fp32", 2, FAKE)


def test_the_start_is_timed_from_the_process_to_its_first_token():
    result = compare_start(FAKE, THEIRS, 1, random.Random(0))
    assert result.name == "start-vs-peer"
    assert 0 < result.value < 30
    assert result.ratio == result.peer_value / result.value
    assert result.conditions["setting"] == "fp32, 2 threads"


def test_memory_is_compared_at_64_streams():
    result = compare_memory(FAKE, THEIRS, random.Random(0))
    assert result.name == "memory-64-vs-peer"
    assert result.value > 1  # MB
    assert result.conditions["streams"] == 64
