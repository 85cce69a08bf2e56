"""Many random requests through scheduler, kernels and sampler: each answered as if it were alone.

The kernels compute every row in the same way in any company. So not only the answers are compared:
the logits that each token was drawn from are the same to the last bit.
"""

import random

import pytest

from inference.engine.checkpoint.opening import open_checkpoint
from inference.engine.config import EngineConfig, Kernels, Precision, Variant
from inference.engine.loading import network_builder
from inference.engine.networks import Networks
from inference.engine.sequence import FinishReason, SamplingParams, Sequence
from inference.engine.tokenizer.vocabulary import Vocabulary
from tests.inference.engine.day import Day, RecordingRunner, alone
from tests.inference.engine.tiny_model import tiny_llama, write_gguf

VARIANTS = Variant("plain"), Variant("int4", precision=Precision.INT4)
NUM_REQUESTS, NUM_REAL_REQUESTS, NUM_COMPARED_REAL = 1000, 60, 12
MOST_TOKENS = 200
STORY = "In 1923 the old lighthouse keeper counted 47 ships, and wrote each name in his book. "
QUESTIONS = ["Why does bread rise?", "Name three rivers.", "Who was the keeper?", "And the ships?"]


def networks_of(checkpoint, config):
    return Networks(VARIANTS, network_builder(checkpoint, config))


def small_engine(path, **settings):
    """Hardly room for three of the longest requests."""
    sizes = {"max_sequences": 12, "queue_size": 30, "num_blocks": 36, "prefill_chunk_tokens": 48}
    return EngineConfig(path, num_threads=2, kernels=Kernels.NATIVE, **sizes | settings)


@pytest.fixture(scope="module")
def tiny_file(tmp_path_factory):
    model = tiny_llama(7, max_position_embeddings=512)
    return write_gguf(model, tmp_path_factory.mktemp("tiny") / "model.gguf")


@pytest.fixture(scope="module")
def tiny(tiny_file):
    return open_checkpoint(tiny_file)


def sampling_of(rng, max_new_tokens):
    return SamplingParams(
        temperature=rng.choice([0, 0, 0.7, 1.3]),
        top_p=rng.choice([1, 0.9]),
        top_k=rng.choice([0, 0, 20]),
        seed=rng.randrange(2**32),
        max_new_tokens=max_new_tokens,
        stop=rng.choice([(), (), (), ("e",), ("hello", "\n"), ("qu", "é")]),
        frequency_penalty=rng.choice([0, 0, 0.8]),
        num_top_logprobs=rng.choice([None, None, 3]),
        ignore_eos=rng.random() < 0.2,
    )


def random_request(number, rng, earlier):
    """A chat that goes on, one that begins like another or as many do, or something new."""
    prompt = [list(range(3, 40)), list(range(100, 190)), []][rng.randrange(3)]
    variant = rng.choice(VARIANTS).name
    if earlier and rng.random() < 0.5:
        other = rng.choice(earlier[-30:])
        variant = other.variant if rng.random() < 0.9 else variant
        prompt = other.tokens(0, rng.choice([other.num_tokens, rng.randint(0, other.num_tokens)]))
    new = [rng.randrange(3, 260) for _ in range(rng.choice([0, 1, 3, 15, 40]))]
    prompt = (prompt[:90] + new)[:110] or [5]
    max_new_tokens = rng.choice([1, 40, 80, rng.randint(1, MOST_TOKENS - len(prompt))])
    client = rng.choice(["flood"] * 6 + ["A", "B", "C"])
    return Sequence(number, variant, prompt, sampling_of(rng, max_new_tokens), client)


def compare(day, config, networks, vocabulary, sequences):
    for one in sequences:
        expected, text, rows = alone(config, networks, vocabulary, one)
        assert day.runner.rows.get(one.sequence_id, []) == rows[: len(one.answer_ids)]
        if one.finish_reason is FinishReason.ABORT:
            assert one.answer_ids == expected.answer_ids[: len(one.answer_ids)]
            assert text.startswith(day.texts[one])
        else:
            assert (one.answer_ids, day.texts[one]) == (expected.answer_ids, text)
            assert one.finish_reason is expected.finish_reason


@pytest.mark.parametrize(
    ("seed", "settings", "num_compared"),
    [(1, {}, 500), (2, {"num_blocks": 18, "kv_bits": 8}, 100)],
    ids=["room for three", "hardly for two, 8 bits"],
)
def test_a_thousand_answers_are_as_if_each_were_alone(
    tiny, tiny_file, seed, settings, num_compared
):
    config = small_engine(tiny_file, **settings)
    networks, vocabulary = networks_of(tiny, config), Vocabulary(tiny.vocabulary)
    day = Day(
        config,
        RecordingRunner(networks),
        vocabulary,
        random.Random(seed),
        random_request,
        NUM_REQUESTS,
    )
    day.run()
    assert day.scheduler.num_free_blocks == config.num_blocks
    assert (day.scheduler.num_running, day.scheduler.num_waiting, day.open) == (0, 0, {})
    sample = random.Random(seed).sample(day.sequences, num_compared)
    compare(day, config, networks, vocabulary, sample)
    assert_that_it_was_a_hard_day(day)


def assert_that_it_was_a_hard_day(day):
    """With company, pre-emption, reuse, aborts and every kind of end."""
    num_read = sum(len(one.prompt_ids) for one in day.sequences)
    reasons = [one.finish_reason for one in day.sequences]
    assert day.runner.most_running >= 5
    assert day.runner.num_preempted > 50
    assert sum(one.num_cached_prompt_tokens for one in day.sequences) > num_read / 10
    assert min(reasons.count(reason) for reason in FinishReason) > 20
    assert len({one.client for one in day.sequences}) == 4


def test_the_embedded_model_answers_sixty_as_if_each_were_alone(checkpoint, vocabulary, model_file):
    config = small_engine(model_file, prefill_chunk_tokens=64)
    config_alone = small_engine(model_file)

    def real_request(number, rng, earlier):
        text = STORY * rng.choice([1, 1, 3]) + rng.choice(QUESTIONS)
        sampling = sampling_of(rng, rng.choice([1, 6, 12]))
        prompt = vocabulary.encode_text(text)
        return Sequence(number, rng.choice(VARIANTS).name, prompt, sampling, rng.choice("AB"))

    networks = networks_of(checkpoint, config)
    rng = random.Random(4)
    day = Day(config, RecordingRunner(networks), vocabulary, rng, real_request, NUM_REAL_REQUESTS)
    day.run()
    assert day.scheduler.num_free_blocks == config.num_blocks
    assert sum(one.num_cached_prompt_tokens for one in day.sequences) > 500
    assert sum(one.finish_reason is not FinishReason.ABORT for one in day.sequences) > 40
    sample = rng.sample(day.sequences, NUM_COMPARED_REAL)
    compare(day, config_alone, networks, vocabulary, sample)
