"""The kernels' network is Llama's mathematics, with the roundings that it says it has.

The reference rounds in the same way but sums in float64. So a row of logits agrees to float32's
precision, unless somewhere before it one number lay so near the middle between two codes that it
went to the other side. Such a row is off by what a code's step is worth, less than the rounding to
8 bits itself costs. The more keys and layers, the more rows have met such a number: tests ask for a
share of rows that agree closely, and for every row that it is within the roundings.
"""

import numpy as np
import pytest

from inference.engine.config import Precision
from tests.inference.engine.native.conftest import CONTEXT_LENGTH
from tests.inference.engine.native.kernels import chunk, logits_one_by_one, network_of
from tests.inference.engine.native.reference import ReferenceLlama

HEADS = {  # numbers of a head, heads, key heads
    "64, alone": (64, 2, 2),
    "64, pairs": (64, 4, 2),
    "64, threes": (64, 3, 1),
    "64, fours": (64, 4, 1),
    "64, eights": (64, 8, 1),
    "128, alone": (128, 2, 2),
    "128, threes": (128, 3, 1),
}
CLOSE, ROUNDING = 1e-5, 0.06  # shares of the logits' own spread, root mean square of a row
BLOCKS = list(range(CONTEXT_LENGTH // 16))
EDGES = [0, 1, 62, 63, 64, 65, 127, 128, 510, 511, 512, 513, CONTEXT_LENGTH - 1]

every_shape = pytest.mark.parametrize("heads", HEADS.values(), ids=HEADS)
both_caches = pytest.mark.parametrize("kv_bits", [16, 8])


def tokens_of(checkpoint, count, seed=0):
    return np.random.default_rng(seed).integers(0, checkpoint.shape.vocabulary_size, count).tolist()


def distances(logits, expected):
    """Of each row, as a share of the spread of all expected logits."""
    return np.sqrt(np.square(logits - expected).mean(axis=1)) / expected.std()


@both_caches
@every_shape
def test_a_whole_context_agrees_at_every_position(
    best_library, tiny_checkpoint, reference, heads, kv_bits
):
    """In one layer, where a token looks at few keys, so that each of them counts."""
    checkpoint = tiny_checkpoint(heads, num_layers=1, sharpness=16)
    token_ids = tokens_of(checkpoint, CONTEXT_LENGTH)
    expected = reference(ReferenceLlama(checkpoint, kv_bits), tuple(token_ids))
    network = network_of(best_library, checkpoint, kv_bits=kv_bits)
    found = distances(logits_one_by_one(network, token_ids, BLOCKS), expected)
    assert found.max() < ROUNDING
    for start in range(0, CONTEXT_LENGTH, 128):
        assert (found[start : start + 128] < CLOSE).mean() > 0.5
    assert len(token_ids) == checkpoint.shape.context_length


@both_caches
@every_shape
def test_a_prompt_that_ends_at_an_edge_agrees(library, tiny_checkpoint, reference, heads, kv_bits):
    """Of a tile, of a group of tiles, and of the context: each in one chunk."""
    checkpoint = tiny_checkpoint(heads, num_layers=1, sharpness=16)
    token_ids = tokens_of(checkpoint, CONTEXT_LENGTH)
    expected = reference(ReferenceLlama(checkpoint, kv_bits), tuple(token_ids))
    network = network_of(library, checkpoint, kv_bits=kv_bits)
    rows = [network.logits([chunk(token_ids, 0, end + 1, BLOCKS)])[0] for end in EDGES]
    found = distances(np.stack(rows), expected[EDGES])
    assert found.max() < ROUNDING
    assert (found < CLOSE).mean() > 0.5


@pytest.mark.parametrize("place", [0, 63, 64, 511, 512])
def test_a_key_that_is_forgotten_would_show(best_library, tiny_checkpoint, reference, place):
    """What the two tests above call agreement is not so wide that a key fits through."""
    checkpoint = tiny_checkpoint((64, 8, 1), num_layers=1, sharpness=16)
    token_ids = tokens_of(checkpoint, CONTEXT_LENGTH)
    expected = reference(Forgetful(checkpoint, 16, forgotten=place), tuple(token_ids))
    network = network_of(best_library, checkpoint)
    found = distances(logits_one_by_one(network, token_ids, BLOCKS), expected)
    assert found[place + 1 :].max() > 3 * ROUNDING


class Forgetful(ReferenceLlama):
    """Later tokens do not see the key at one place."""

    def __init__(self, checkpoint, kv_bits, forgotten):
        super().__init__(checkpoint, kv_bits)
        object.__setattr__(self, "forgotten", forgotten)

    def _folded(self, scores, values, value_scales):
        scores = scores.copy()
        scores[self.forgotten + 1 :, self.forgotten] = -1e30
        return super()._folded(scores, values, value_scales)


@pytest.mark.parametrize("precision", Precision)
@pytest.mark.parametrize("kind", ["Q4_0", "Q4_1", "Q8_0", "F16"])
def test_every_kind_of_weights_is_multiplied_as_it_is(
    library, tiny_checkpoint, reference, kind, precision
):
    """Two layers: 4 bits as the file has them, all else rounded to the variant's bits.

    Ten short texts at once, so that a number that tips over concerns one of them.
    """
    checkpoint = tiny_checkpoint((64, 2, 1), kind)
    texts = [tokens_of(checkpoint, 6, seed) for seed in range(10)]
    model = ReferenceLlama(checkpoint, 16, precision)
    expected = np.stack([reference(model, tuple(text))[-1] for text in texts])
    network = network_of(library, checkpoint, precision=precision)
    logits = network.logits([chunk(text, 0, 6, [block]) for block, text in enumerate(texts)])
    found = distances(logits, expected)
    assert found.max() < ROUNDING
    assert (found < CLOSE).mean() > 0.5


@both_caches
def test_8_bit_activations_stay_near_the_exact_model(best_library, tiny_checkpoint, kv_bits):
    """Two layers that look at all keys, against a reference that rounds nothing.

    A code of 8 bits is off by a 250th of its group's largest at most. After the four products of
    each of two layers and the head, a few hundredths of the logits' spread remain.
    """
    checkpoint = tiny_checkpoint((64, 3, 1))
    token_ids = tokens_of(checkpoint, CONTEXT_LENGTH)
    expected = ReferenceLlama(checkpoint, kv_bits=None).logits(token_ids)
    network = network_of(best_library, checkpoint, kv_bits=kv_bits)
    found = distances(logits_one_by_one(network, token_ids, BLOCKS), expected)
    assert found.max() < ROUNDING
    assert np.sqrt(np.square(found).mean()) < 0.03


def test_the_levels_differ_in_the_last_bits_only(all_libraries, tiny_checkpoint):
    """Before any code tips over: in the first tokens."""
    checkpoint = tiny_checkpoint((64, 3, 1))
    token_ids = tokens_of(checkpoint, 8)
    rows = [
        logits_one_by_one(network_of(one, checkpoint), token_ids, BLOCKS) for one in all_libraries
    ]
    for other in rows[1:]:
        np.testing.assert_allclose(other, rows[0], atol=1e-5)
