"""Every chunk of work is done once, however many there are and whoever else wants the cores."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from inference.engine.native.library import Pool
from inference.engine.native.matrices import Codes8, PackedMatrix
from inference.engine.native.pages import LargePages
from tests.inference.engine.native.kernels import chunk, multiply, network_on
from tests.inference.engine.native.test_network import tokens_of

BUSY = "print('busy', flush=True)\nwhile True: pass"


@pytest.fixture(scope="module")
def matrices(best_library):
    """By number of chunks: one chunk is 32 outputs, each a 1 in a place of its own."""
    return {
        count: PackedMatrix(best_library, LargePages(), places(32 * count))
        for count in (1, 2, 3, 5, 7, 11, 13, 17, 31, 33, 61, 97)
    }


def places(num_outputs):
    codes = np.zeros((num_outputs, 32), np.int8)
    codes[np.arange(num_outputs), np.arange(num_outputs) % 31] = 1
    return Codes8(codes, np.ones(num_outputs, np.float32))


def expected_of(rows, num_outputs):
    return rows[:, np.arange(num_outputs) % 31]


def run_all(library, pool, matrices, num_rounds):
    """Rows differ each time, so that a chunk left over from the time before would show."""
    for number in range(num_rounds):
        rows = np.float32(1 + number % 127) * np.ones((1 + number % 3, 32), np.float32)
        for count, matrix in matrices.items():
            results = multiply(library, pool, matrix, rows)
            np.testing.assert_allclose(results, expected_of(rows, 32 * count), rtol=1e-6)


@pytest.mark.parametrize("num_threads", [0, 1, 2, 3, 5, 8])
def test_each_chunk_is_done_in_each_of_many_runs(best_library, matrices, num_threads):
    run_all(best_library, Pool(best_library, num_threads), matrices, num_rounds=60)


def test_sleeping_threads_wake_for_the_next_run(best_library, matrices):
    """Between two runs this process waits for another, so the pool's threads have gone to sleep."""
    pool = Pool(best_library, 3)
    for _ in range(5):
        run_all(best_library, pool, matrices, num_rounds=1)
        subprocess.run([sys.executable, "-S", "-c", ""], check=True)


def test_a_pool_ends_its_threads_whether_it_worked_or_not(best_library, matrices):
    before = num_threads_here()
    for number in range(40):
        pool = Pool(best_library, 4)
        assert num_threads_here() == before + 3
        if number % 2:
            run_all(best_library, pool, matrices, num_rounds=1)
        del pool
    assert num_threads_here() == before


def num_threads_here():
    return len(list(Path("/proc/self/task").iterdir()))


def test_several_networks_take_turns_on_one_pool(best_library, tiny_checkpoint):
    pool = Pool(best_library, 3)
    checkpoint = tiny_checkpoint((64, 3, 1))
    text = tokens_of(checkpoint, 90)
    networks = [network_on(pool, best_library, checkpoint, kv_bits=bits) for bits in (16, 8, 16)]
    alone = [network.logits([chunk(text, 0, 90, range(6))]) for network in networks]
    assert not np.array_equal(alone[0], alone[1])
    for start in range(0, 90, 3):
        rows = [network.logits([chunk(text, start, start + 3, range(6))]) for network in networks]
    for row, expected in zip(rows, alone, strict=True):
        np.testing.assert_array_equal(row, expected)


def test_a_network_outlives_its_pools_last_name(best_library, tiny_checkpoint):
    """Who holds a network holds all that it computes with."""
    checkpoint = tiny_checkpoint((64, 3, 1))
    text = tokens_of(checkpoint, 70)
    pool = Pool(best_library, 3)
    network = network_on(pool, best_library, checkpoint)
    expected = network.logits([chunk(text, 0, 70, range(5))])
    del pool
    again = network.logits([chunk(text, 0, 70, range(5))])
    np.testing.assert_array_equal(again, expected)


def test_others_on_the_cores_change_no_bit(best_library, matrices, tiny_checkpoint):
    """Threads lose their cores in the midst of a stage; the caller goes on alone for a while."""
    checkpoint = tiny_checkpoint((64, 3, 1))
    text = tokens_of(checkpoint, 200)
    network = network_on(Pool(best_library, 1), best_library, checkpoint)
    expected = network.logits([chunk(text, 0, 200, range(13))])
    pool = Pool(best_library, 3)
    pressed = network_on(pool, best_library, checkpoint)
    others = [
        subprocess.Popen([sys.executable, "-S", "-c", BUSY], stdout=subprocess.PIPE)
        for _ in range(3)
    ]
    try:
        for other in others:
            other.stdout.readline()
        run_all(best_library, pool, matrices, num_rounds=30)
        for _ in range(60):
            found = pressed.logits([chunk(text, 0, 200, range(13))])
            np.testing.assert_array_equal(found, expected)
    finally:
        for other in others:
            other.kill()
            other.wait(10)
            other.stdout.close()
