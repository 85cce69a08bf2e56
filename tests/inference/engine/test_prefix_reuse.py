"""What was computed for another request, or before a pre-emption, is used again to the last bit."""

from functools import partial

import pytest

from inference.engine.attention_request import HashAttentionRequest
from inference.engine.checkpoint.opening import open_checkpoint
from inference.engine.config import EngineConfig, Kernels, Precision, Variant
from inference.engine.loading import find_maps, network_builder
from inference.engine.networks import Networks
from inference.engine.sequence import SamplingParams, Sequence
from inference.engine.tokenizer.vocabulary import Vocabulary
from tests.inference.engine.day import Day, RecordingRunner, alone
from tests.inference.engine.tiny_model import tiny_llama, write_gguf

VARIANTS = Variant("plain"), Variant("int4", precision=Precision.INT4)
HASH_8 = Variant("hash-8", density=1 / 8)
BLOCK_SIZE = 16
STORY = "In 1923 the old lighthouse keeper counted 47 ships, and wrote each name in his book. "


def engine_of(path, kv_bits=16, num_blocks=64):
    return EngineConfig(
        path,
        num_threads=2,
        kernels=Kernels.NATIVE,
        kv_bits=kv_bits,
        num_blocks=num_blocks,
        prefill_chunk_tokens=40,
        hash_least_keys=1,
    )


@pytest.fixture(scope="module", params=[16, 8], ids=["16 bits", "8 bits"])
def tiny_day(request, tmp_path_factory):
    """tiny_day(num_blocks): a fresh engine, and how a request is answered without company."""
    path = tmp_path_factory.mktemp("tiny") / "model.gguf"
    checkpoint = open_checkpoint(write_gguf(tiny_llama(3), path))
    config = engine_of(path, request.param)
    networks = Networks(VARIANTS, network_builder(checkpoint, config))
    return partial(day_of, path, request.param, networks, Vocabulary(checkpoint.vocabulary))


def day_of(path, kv_bits, networks, vocabulary, num_blocks=64):
    config = engine_of(path, kv_bits, num_blocks)
    day = Day(config, RecordingRunner(networks), vocabulary, None, None, 0)
    return day, partial(alone, engine_of(path, kv_bits), networks, vocabulary)


def sequence(number, prompt_ids, variant="plain", max_new_tokens=30, **more):
    sampling = SamplingParams(0.8, 1, seed=5, max_new_tokens=max_new_tokens, ignore_eos=True)
    return Sequence(number, variant, list(prompt_ids), sampling, **more)


def answer(day, *sequences):
    """The sequences together to their end; each one's rows of logits."""
    for one in sequences:
        day.ask(one)
    while day.open:
        day.engine.take_inbox(wait=False)
        day.engine.step()
        day.scheduler.check()
    return [day.runner.rows[one.sequence_id] for one in sequences]


@pytest.mark.parametrize("length", [17, 32, 33, 100, 250])
def test_the_same_request_twice_reads_its_prompt_once(tiny_day, length):
    day, _ = tiny_day()
    first, second = sequence(1, range(length)), sequence(2, range(length))
    (computed,), (reused,) = answer(day, first), answer(day, second)
    assert first.num_cached_prompt_tokens == 0
    assert second.num_cached_prompt_tokens == (length - 1) // BLOCK_SIZE * BLOCK_SIZE > 0
    assert reused == computed
    assert second.answer_ids == first.answer_ids


def test_a_chat_that_goes_on_reuses_its_answers(tiny_day):
    """What was computed token by token is used for what would else be read as a prompt."""
    day, answer_alone = tiny_day()
    prompt_ids, num_computed = list(range(50)), 0
    for number in range(3):
        turn = sequence(number, prompt_ids)
        (rows,) = answer(day, turn)
        assert rows == answer_alone(turn)[2]
        assert turn.num_cached_prompt_tokens == num_computed // BLOCK_SIZE * BLOCK_SIZE
        num_computed = turn.num_tokens - 1  # the last token was drawn and never read
        prompt_ids += [*turn.answer_ids, 7, 8, 9]


def test_a_beginning_in_common_is_read_once(tiny_day):
    day, answer_alone = tiny_day()
    answer(day, sequence(0, range(100)))
    others = [sequence(n, [*range(70), n, *range(200, 200 + 5 * n)]) for n in range(1, 6)]
    for one, rows in zip(others, answer(day, *others), strict=True):
        assert one.num_cached_prompt_tokens == 64
        assert rows == answer_alone(one)[2]


def test_another_network_reuses_nothing(tiny_day):
    day, answer_alone = tiny_day()
    plain, int4 = sequence(1, range(60)), sequence(2, range(60), "int4")
    (rows,), (others,) = answer(day, plain), answer(day, int4)
    assert int4.num_cached_prompt_tokens == 0
    assert rows != others == answer_alone(int4)[2]


def test_after_a_pre_emption_the_same_logits_follow(tiny_day):
    """Six answers grow in 16 blocks, where five do not fit: the last ones begin again."""
    day, answer_alone = tiny_day(num_blocks=16)
    sequences = [sequence(n, range(n, n + 20), max_new_tokens=60) for n in range(6)]
    together = answer(day, *sequences)
    assert sum(one.num_preemptions for one in sequences) > 1
    for one, rows in zip(sequences, together, strict=True):
        assert rows == answer_alone(one)[2]


@pytest.mark.parametrize(
    ("variant", "asked"),
    [("hash-8", None), ("plain", HashAttentionRequest(enabled=True, density=0.3, epsilon=0.2))],
    ids=["of the variant", "of the request"],
)
def test_answers_that_choose_their_keys_choose_them_again(
    checkpoint, vocabulary, model_file, variant, asked
):
    """The prompt is shared, and after a pre-emption each token chooses as it did before."""
    config = engine_of(model_file)
    builder = network_builder(checkpoint, config, find_maps(checkpoint, config))
    networks = Networks((*VARIANTS, HASH_8), builder)
    prompt_ids = vocabulary.encode_text(STORY * 5)
    ask = partial(sequence, variant=variant, shares_answer=False, hash_attention=asked)

    def requests(first_number):
        return [ask(first_number + n, prompt_ids[n:], max_new_tokens=24) for n in (0, 1)]

    roomy, _ = day_of(model_file, 16, networks, vocabulary)
    tight, _ = day_of(model_file, 16, networks, vocabulary, num_blocks=17)
    first, again, pressed = requests(0), requests(10), requests(0)
    computed, reused = answer(roomy, *first), answer(roomy, *again)
    assert all(one.num_cached_prompt_tokens > 80 for one in again)
    assert reused == computed
    assert answer(tight, *pressed) == computed
    assert sum(one.num_preemptions for one in pressed) > 0
