"""Long contexts for HashAttention: streams that are copies, answers that are the engine's."""

import pytest

from bench.engine.hash_decode import measure_pair
from bench.engine.long_contexts import LongContexts
from inference.engine.attention_request import HashAttentionRequest
from tests.engine_process import model_path

LENGTH = 100
TOKEN_IDS = list(range(1000, 1000 + LENGTH))


@pytest.fixture(scope="module")
def contexts():
    contexts = LongContexts(model_path(), most_streams=2, most_tokens=LENGTH + 16)
    contexts.read(TOKEN_IDS, num_streams=2)
    return contexts


def test_who_reads_all_keys_answers_as_who_chooses_none(contexts):
    dense = contexts.answer(TOKEN_IDS, 6, None)
    assert len(dense) == 6
    assert contexts.answer(TOKEN_IDS, 6, HashAttentionRequest(True, 1.0)) == dense


def test_an_answer_along_itself_is_itself(contexts):
    dense = contexts.answer(TOKEN_IDS, 6, None)
    assert contexts.answer(TOKEN_IDS, 6, None, along=dense) == dense
    other = contexts.answer(TOKEN_IDS, 6, None, along=[5] * 6)
    assert other[0] == dense[0]
    assert other != dense


def test_a_second_stream_has_a_copy_of_the_first(contexts):
    size = contexts.num_slots_each
    for rows in contexts.cached_rows:
        first, second = (rows[:, :, start : start + LENGTH] for start in (0, size))
        assert first.any()
        assert (first == second).all()


def test_both_sides_of_a_pair_are_timed(contexts):
    result = measure_pair("some-name", contexts, TOKEN_IDS, 2, 1 / 8, 1, None)
    assert result.value > 0
    assert result.peer_value > 0
    assert result.conditions["streams"] == 2
