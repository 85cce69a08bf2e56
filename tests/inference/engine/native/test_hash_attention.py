"""HashAttention in the kernels against plain numpy, and its bound on the error on real text."""

from dataclasses import replace
from itertools import pairwise
from pydoc_data.topics import topics

import numpy as np
import pytest

from inference.engine import sparse_span
from inference.engine.attention_request import HashAttentionRequest
from inference.engine.config import VARIANTS, EngineConfig, Kernels
from inference.engine.hash_attention.maps import Affine, HashMaps, Kind
from inference.engine.hash_attention.signatures import kept_keys, scores
from inference.engine.loading import find_maps, network_builder
from inference.engine.native.attention_layer import AttentionLayer, Row
from inference.engine.native.cache import CacheSize, NativeCache
from inference.engine.native.library import Pool, load_library
from inference.engine.scheduling.step_plan import Chunk
from inference.engine.sequence import SamplingParams, Sequence
from inference.engine.sparse_span import SparseSpan

HEADS, KV_HEADS, DIM, BLOCK, LENGTH = 6, 2, 64, 16, 700


class Layer:
    """Random keys and values in one layer, and what plain numpy makes of them."""

    def __init__(self, num_signers, num_steps=1):
        rng = np.random.default_rng(num_signers)
        library = load_library()
        num_slots = LENGTH + -LENGTH % BLOCK
        self.cache = NativeCache(CacheSize(16, 1, KV_HEADS, DIM, num_slots, num_signers))
        self.keys, self.values = (
            as_bfloat(rng.normal(size=(KV_HEADS, num_slots, DIM))) for _ in range(2)
        )
        self.cache.keys[0] = self.keys.view(np.uint32) >> 16
        self.cache.values[0] = self.values.view(np.uint32) >> 16
        self.cache.signatures[:] = rng.integers(0, 2**32, self.cache.signatures.shape, np.uint32)
        widths = [DIM, *[48] * (num_steps - 1), 32]
        query = tuple(
            Affine(
                rng.normal(size=(1, HEADS, a, b)).astype(np.float32),
                rng.normal(size=(1, HEADS, b)).astype(np.float32),
            )
            for a, b in pairwise(widths)
        )
        key = (replace(query[-1], weight=query[-1].weight[:, :num_signers]),)
        self.maps = HashMaps(Kind.LINEAR, 32, query, key, (), 5, 40, "")
        self.queries = rng.normal(size=(1, HEADS, DIM)).astype(np.float32)
        self.blocks = rng.permutation(num_slots // BLOCK).tolist()
        slots = [block * BLOCK + place for block in self.blocks for place in range(BLOCK)]
        self.slots = np.array(slots)[:LENGTH]
        pool = Pool(library, 2)
        self.layer = AttentionLayer(library, pool, HEADS, self.cache, BLOCK, self.maps)
        self.num_signers = num_signers

    def attend(self, reading=sparse_span.DENSE):
        return self.layer.attend(0, self.queries, [Row(self.blocks, LENGTH, reading)])[0]

    def expected(self, budget):
        """Each query over the keys that the reference chooses."""
        sharing, results = HEADS // self.num_signers, []
        signatures = self.maps.query_signatures(0, self.queries)[0]
        for head in range(HEADS):
            signer = head // sharing
            kept = np.arange(LENGTH)
            if budget is not None:
                group = signatures[signer * sharing : (signer + 1) * sharing]
                keys = self.cache.signatures[0, signer, self.slots][:, None]
                kept = kept_keys(scores(group, keys), budget, self.maps.sink, self.maps.local)
            rows = self.slots[kept]
            kv_head = head // (HEADS // KV_HEADS)
            logits = self.keys[kv_head, rows] @ as_bfloat(self.queries[0, head] / DIM**0.5)
            weights = np.exp(logits - logits.max())
            results.append(weights @ self.values[kv_head, rows] / weights.sum())
        return np.array(results)


def as_bfloat(values):
    """Rounded to the nearest of 16 bits, as float32."""
    bits = np.ascontiguousarray(values, np.float32).view(np.uint32)
    return ((bits + 0x7FFF + (bits >> 16 & 1)) & 0xFFFF0000).view(np.float32)


@pytest.fixture(scope="module", params=[KV_HEADS, HEADS])
def layer(request):
    return Layer(request.param)


@pytest.mark.parametrize("budget", [0, 46, 100, 333, LENGTH - 1])
def test_chosen_keys_are_those_of_the_reference(layer, budget):
    found = layer.attend(SparseSpan(budget))
    np.testing.assert_allclose(found, layer.expected(budget), atol=4e-3)


def test_all_keys_by_choice_are_the_dense_answer_to_the_last_bit(layer):
    dense = layer.attend()
    np.testing.assert_allclose(dense, layer.expected(None), atol=4e-3)
    assert np.array_equal(layer.attend(SparseSpan(LENGTH)), dense)


def test_queries_may_go_through_three_steps():
    layer = Layer(HEADS, num_steps=3)
    assert np.isfinite(layer.attend(SparseSpan(100))).all()


def test_a_bound_that_cannot_be_met_reads_everything(layer):
    reading = SparseSpan(60, epsilon=1e-6, delta=0.01, seed=3)
    assert np.array_equal(layer.attend(reading), layer.attend())


def test_the_sample_depends_on_its_seed_alone(layer):
    one, same, other = (
        layer.attend(SparseSpan(300, epsilon=0.95, delta=0.6, seed=seed)) for seed in (3, 3, 4)
    )
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)


@pytest.fixture(scope="module")
def real(checkpoint, model_file):
    config = EngineConfig(model_file, num_blocks=512, kernels=Kernels.NATIVE, hash_least_keys=64)
    return network_builder(checkpoint, config, find_maps(checkpoint, config))(VARIANTS[0])


@pytest.mark.engine
@pytest.mark.parametrize(("epsilon", "delta"), [(0.1, 0.1), (0.2, 0.05)])
def test_the_error_on_real_text_keeps_its_bound(real, vocabulary, monkeypatch, epsilon, delta):
    monkeypatch.setattr(sparse_span, "CHECK_EVERY", 1)
    before = real.realised_errors()
    text = vocabulary.encode_text(topics["exceptions"] + topics["execmodel"])[:1536]
    request = HashAttentionRequest(True, 1 / 16, epsilon, delta)
    sampling = SamplingParams(0, 1, seed=7, max_new_tokens=40)
    sequence = Sequence(0, "x", text[:1500], sampling, hash_attention=request, shares_answer=False)
    sequence.block_table = list(range(100))
    for start in range(0, 1500, 250):
        real.logits([Chunk(sequence, start, start + 250)])
    for place in range(1500, len(text)):
        sequence.answer_ids.append(text[place])
        real.logits([Chunk(sequence, place, place + 1)])
    after = real.realised_errors()
    num_pairs = after.num_pairs - before.num_pairs
    assert num_pairs == 36 * 28 * 9  # tokens, sparse layers, heads
    assert (after.num_beyond - before.num_beyond) / num_pairs <= delta
    assert after.share_read < 1
    print(f"epsilon {epsilon}, delta {delta}: {after}")
