"""The engine computes what plain Llama mathematics says, alone or in company."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
import torch

from inference.engine.attention.dense import DenseAttention
from inference.engine.config import VARIANTS, EngineConfig, Kernels
from inference.engine.engine import Engine
from inference.engine.kv_cache import KVCache
from inference.engine.loading import find_maps, network_builder
from inference.engine.network.torch_network import TorchNetwork
from inference.engine.network.transformer import Transformer
from inference.engine.network.weights import weights_on
from inference.engine.networks import Networks
from inference.engine.runner import Runner
from inference.engine.scheduling.scheduler import Scheduler
from inference.engine.scheduling.step_plan import Chunk, StepPlan
from inference.engine.sequence import SamplingParams, Sequence
from tests.inference.engine.llama_reference import reference_logits

PLAIN, SHALLOW, INT8, INT4, HASH_8, HASH_32 = (variant.name for variant in VARIANTS)
STORY = "In 1923 the old lighthouse keeper counted 47 ships, and wrote each name in his book. "
OTHER = "List three reasons why bread rises when yeast is added to warm dough."


class RecordingRunner(Runner):
    """Keeps the last row of logits of each sequence and step."""

    def __init__(self, networks):
        super().__init__(networks)
        self.logits = {}

    def _draw(self, chunk, row):
        rows = self.logits.setdefault(chunk.sequence.sequence_id, [])
        rows.append(torch.tensor(row))
        return super()._draw(chunk, row)


class Bench:
    """An engine in this process, stepped by hand."""

    def __init__(self, checkpoint, vocabulary, model_file, kernels):
        self.config = EngineConfig(
            model_file, prefill_chunk_tokens=32, num_blocks=512, kernels=kernels
        )
        maps = find_maps(checkpoint, self.config)
        self.networks = Networks(VARIANTS, network_builder(checkpoint, self.config, maps))
        self.vocabulary = vocabulary

    def run(self, *sequences):
        """Runs sequences together to their end; returns their logits by id."""
        scheduler = Scheduler(self.config)
        runner = RecordingRunner(self.networks)
        engine = Engine(scheduler, runner, self.vocabulary)
        for sequence in sequences:
            engine.submit(sequence, lambda delivery: None)
        engine.abort(10**9)  # an abort for nobody is no harm
        while not runner.logits or scheduler.has_work:
            engine.take_inbox(wait=False)
            engine.step()
        scheduler.check()
        return runner.logits


@pytest.fixture(scope="module", params=[Kernels.NATIVE, Kernels.TORCH])
def bench(checkpoint, vocabulary, model_file, request):
    return Bench(checkpoint, vocabulary, model_file, request.param)


def ask(bench, sequence_id, text, variant=PLAIN, **sampling):
    params = SamplingParams(temperature=0, top_p=1, seed=5, max_new_tokens=12)
    prompt = bench.vocabulary.encode_text(text)
    return Sequence(
        sequence_id,
        variant,
        prompt,
        replace(params, **sampling),
        shares_answer=variant not in (HASH_8, HASH_32),
    )


def test_logits_agree_with_plain_mathematics_after_chunks_and_steps(
    bench, checkpoint, plain_weights
):
    sequence = ask(bench, 1, STORY * 3)
    logits = bench.run(sequence)[1]
    whole = sequence.prompt_ids + sequence.answer_ids
    expected = reference_logits(checkpoint.shape, plain_weights, whole)
    first = len(sequence.prompt_ids) - 1
    assert len(sequence.prompt_ids) > bench.config.prefill_chunk_tokens
    for place, row in enumerate(logits):
        if bench.config.kernels == Kernels.TORCH:
            torch.testing.assert_close(row.double(), expected[first + place], atol=1e-4, rtol=1e-4)
        assert divergence(expected[first + place], row) < 0.03  # activations have 8 bits


def divergence(right, other):
    """Kullback-Leibler divergence of two rows of logits, in nats."""
    logs, others = (torch.log_softmax(row.double(), dim=0) for row in (right, other))
    return float((logs.exp() * (logs - others)).sum())


@pytest.mark.parametrize("cuts", [[1, 2, 60], [16, 17, 18, 19], [33]])
def test_the_places_where_a_prompt_is_cut_change_no_bit(bench, cuts):
    if bench.config.kernels == Kernels.TORCH:
        pytest.skip("torch's products depend on how many rows there are")
    whole, cut = ask(bench, 1, STORY * 3), ask(bench, 2, STORY * 3)
    network, length = bench.networks[PLAIN], len(whole.prompt_ids)
    whole.block_table, cut.block_table = list(range(9)), list(range(20, 11, -1))
    (expected,) = network.logits([Chunk(whole, 0, length)])
    for start, end in pairwise([0, *cuts, length]):
        rows = network.logits([Chunk(cut, start, end)])
    assert np.array_equal(rows[-1], expected)


@pytest.mark.parametrize("variant", [PLAIN, SHALLOW, INT8, INT4, HASH_8])
def test_company_changes_no_bit(bench, variant):
    (alone,) = bench.run(ask(bench, 1, STORY, variant)).values()
    company = [ask(bench, n, OTHER * n, variant, max_new_tokens=5 * n) for n in range(2, 6)]
    together = bench.run(company[0], ask(bench, 1, STORY, variant), *company[1:])[1]
    assert len(alone) == len(together)
    assert all(torch.equal(one, other) for one, other in zip(alone, together, strict=True))


def test_the_same_seed_draws_the_same_tokens_in_company(bench):
    hot = {"temperature": 1.0, "top_p": 0.95, "max_new_tokens": 20}
    alone, together, other_seed = (ask(bench, n, OTHER, **hot) for n in (1, 2, 3))
    other_seed.__init__(3, PLAIN, other_seed.prompt_ids, replace(other_seed.sampling, seed=6))
    bench.run(alone)
    bench.run(ask(bench, 4, STORY), together, other_seed, ask(bench, 5, STORY * 2, INT8))
    assert alone.answer_ids == together.answer_ids
    assert alone.answer_ids != other_seed.answer_ids


def test_scattered_blocks_change_no_bit(bench):
    whole, torn = ask(bench, 1, STORY * 2), ask(bench, 2, STORY * 2)
    (neighbours,) = bench.run(whole).values()
    scattered = run_on_blocks(bench, torn, [40, 12, 31, 7, 22, 3, 50])
    for one, other in zip(neighbours, scattered, strict=True):
        if bench.config.kernels == Kernels.NATIVE:
            assert torch.equal(one, other)
        torch.testing.assert_close(one, other, atol=1e-4, rtol=1e-4)


def run_on_blocks(bench, sequence, blocks):
    """The sequence alone, on just these blocks."""
    runner = RecordingRunner(bench.networks)
    sequence.block_table = blocks
    while len(sequence.answer_ids) < sequence.sampling.max_new_tokens:
        start, plan = sequence.num_computed, StepPlan()
        end = min(start + bench.config.prefill_chunk_tokens, sequence.num_tokens)
        plan.add(Chunk(sequence, start, end))
        sequence.answer_ids += [drawn.token_id for drawn in runner.run(plan).values()]
        sequence.num_computed = end
    return runner.logits[sequence.sequence_id]


def test_variants_differ_from_the_plain_model_and_from_each_other(bench):
    first = {
        name: bench.run(ask(bench, 1, STORY, name, max_new_tokens=1))[1][0]
        for name in bench.networks
    }
    distances = {name: divergence(first[PLAIN], logits) for name, logits in first.items()}
    assert distances[PLAIN] == 0
    assert 1e-4 < distances[INT8] < 0.5
    assert 1e-2 < distances[INT4] < 3
    assert 1e-2 < distances[SHALLOW] < 5
    del distances[HASH_8], distances[HASH_32]  # they differ once a token has been drawn
    assert len({round(distance, 5) for distance in distances.values()}) == 4


@pytest.mark.parametrize("variant", [HASH_8, HASH_32])
def test_hash_attention_reads_a_prompt_like_the_plain_model_and_answers_otherwise(bench, variant):
    if bench.config.kernels == Kernels.TORCH:
        pytest.skip("torch's own form is compared with plain mathematics elsewhere")
    (plain,), (sparse,) = (
        bench.run(ask(bench, 1, STORY * 12, name)).values() for name in (PLAIN, variant)
    )
    assert torch.equal(plain[0], sparse[0])
    assert not torch.equal(plain[1], sparse[1])


def test_weights_in_a_devices_memory_say_the_same(checkpoint, plain_weights, vocabulary):
    """What a GPU would compute, on the processor: 16-bit activations cost little."""
    rows = []
    for weights in (plain_weights, weights_on(torch.device("cpu"), plain_weights)):
        shape = checkpoint.shape
        cache = KVCache(shape.num_layers, shape.num_kv_heads, shape.head_dim, 8, 16)
        network = TorchNetwork(Transformer(shape, weights, DenseAttention(cache)), cache)
        params = SamplingParams(temperature=0, top_p=1, seed=5, max_new_tokens=1)
        story = Sequence(
            0, PLAIN, vocabulary.encode_text(STORY), params, block_table=list(range(8))
        )
        rows.append(network.logits([Chunk(story, 0, story.num_tokens)])[0])
    exact, found = rows
    assert np.sqrt(np.square(found - exact).mean()) < 0.01 * exact.std()
    assert found.argmax() == exact.argmax()
