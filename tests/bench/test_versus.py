"""A peer is measured at its best setting, and one that does not run is passed over."""

import json
import random
import sys
from pathlib import Path

import pytest

from bench.engine.tasks import BY_NAME, Kind
from bench.engine.versus import compare, find_best, opened
from bench.peers.process import Worker, WorkerEnded
from bench.peers.settings import Setting

FAKE = str(Path(__file__).with_name("fake_worker.py"))


def setting(form, speed):
    return Setting("peer", form, 1, (sys.executable, FAKE, str(speed)))


def test_the_fastest_setting_is_taken_and_all_are_reported(capsys):
    slow, fast, broken = setting("slow", 10), setting("fast", 20), setting("broken", 0)
    best = find_best([slow, broken, fast], [Kind.DECODE], random.Random(0))
    assert best == {Kind.DECODE: fast}
    line = json.loads(capsys.readouterr().out)
    assert line["name"] == "setting-decode-peer"
    assert line["tried"] == {"slow, 1 threads": 10, "fast, 1 threads": 20}


def test_a_peer_without_a_working_setting_is_an_error():
    with pytest.raises(WorkerEnded, match="ended without an answer"):
        find_best([setting("broken", 0)], [Kind.DECODE], random.Random(0))


def test_a_comparison_says_how_it_was_made():
    task = BY_NAME["decode-128"]
    with (
        Worker((sys.executable, FAKE, "50")) as ours,
        opened({Kind.DECODE: setting("fast", 20)}) as peer,
    ):
        result = compare(task, ours, peer, 2, random.Random(0))
    assert result.name == "decode-128-vs-peer"
    assert (result.value, result.peer_value, result.ratio) == (50, 20, 2.5)
    assert result.conditions["threads"] == [2, 1]
    assert result.conditions["formats"] == ["ours", "fast"]
    assert result.conditions["context"] == 128
    assert result.conditions["repetitions"] == 2
    assert 0 <= result.conditions["others_share"] <= 1
