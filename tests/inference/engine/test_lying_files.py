"""Files that lie or are damaged are refused in one sentence, whatever they claim."""

from __future__ import annotations

import json
import re
import struct
import time
import tracemalloc

import pytest
from gguf import GGMLQuantizationType
from hypothesis import given, settings
from hypothesis import strategies as st

from inference.engine.checkpoint.opening import open_checkpoint
from inference.engine.checkpoint.tensor_names import tensor_sizes
from inference.engine.errors import CheckpointUnreadable
from inference.engine.tokenizer.chat_template import ChatTemplate
from inference.engine.tokenizer.vocabulary import Vocabulary
from tests.inference.engine.tiny_model import (
    TOKENS,
    gguf_bytes,
    gguf_facts,
    gguf_tensors,
    safetensors_bytes,
    tiny_llama,
    tokenizer_json,
    write_directory,
)

MODEL = tiny_llama(num_hidden_layers=1, hidden_size=32, intermediate_size=32, head_dim=32)
F16 = int(GGMLQuantizationType.F16)
SLOWEST_SECONDS = 5  # a second, on a machine that has other things to do
LARGEST_BYTES = 64 * 2**20


def read_all(path):
    """Everything that a start of the engine reads."""
    checkpoint = open_checkpoint(path)
    vocabulary = Vocabulary(checkpoint.vocabulary)
    ChatTemplate(checkpoint.chat_template, vocabulary)
    for name, size in tensor_sizes(checkpoint.shape):
        if checkpoint.has(name):
            assert checkpoint.weight(name, *size).shape == size
            checkpoint.blocks(name)
    assert len(vocabulary) == checkpoint.shape.vocabulary_size
    assert all(0 <= end < len(vocabulary) for end in vocabulary.end_ids)
    return checkpoint


def refusal(path):
    """What a refused file is told: one short sentence or two, at once, without much memory."""
    tracemalloc.start()
    started = time.monotonic()
    try:
        with pytest.raises(CheckpointUnreadable) as refused:
            read_all(path)
        assert tracemalloc.get_traced_memory()[1] < LARGEST_BYTES
    finally:
        tracemalloc.stop()
    assert time.monotonic() - started < SLOWEST_SECONDS
    message = str(refused.value)
    assert message.endswith(".")
    assert message.isprintable()
    assert len(message) < 400
    return message


def gguf(tmp_path, facts=None, **lies):
    path = tmp_path / "lie.gguf"
    own = gguf_facts(MODEL) | (facts or {})
    kept = {key: value for key, value in own.items() if value is not None}
    path.write_bytes(gguf_bytes(kept, gguf_tensors(MODEL, "F16"), **lies))
    return path


def test_the_small_model_itself_is_read(tmp_path):
    assert read_all(gguf(tmp_path)).shape.num_layers == 1
    assert read_all(write_directory(MODEL, tmp_path / "m")).shape.num_layers == 1


@pytest.mark.parametrize(
    ("key", "value", "word"),
    [
        ("general.architecture", "mamba\n\x1b[31m", "architecture is 'mamba"),
        ("general.architecture", 3, "architecture is 3"),
        ("general.alignment", 3, "alignment is 3"),
        ("general.alignment", 2**40, "alignment"),
        ("llama.block_count", "many", "block_count as 'many'"),
        ("llama.block_count", 10**12, "from 1 to 1024"),
        ("llama.block_count", 0, "from 1 to 1024"),
        ("llama.block_count", 2, "lacks the tensor blk.1.attn_norm.weight"),
        ("llama.block_count", True, "block_count as True"),
        ("llama.block_count", None, "does not say its llama.block_count"),
        ("llama.context_length", 0, "context_length as 0"),
        ("llama.context_length", 2**40, "context_length"),
        ("llama.context_length", -1, "context_length as -1"),
        ("llama.embedding_length", 64, "not \\(265, 64\\)"),
        ("llama.feed_forward_length", [32, 32], "feed_forward_length"),
        ("llama.attention.head_count", 3, "3 query heads|lacks|not"),
        ("llama.attention.head_count_kv", 3, "2 query heads cannot share 3"),
        ("llama.attention.head_count_kv", 0, "head_count_kv as 0"),
        ("llama.attention.key_length", 31, "value_length as 32 beside heads of 31"),
        ("llama.attention.value_length", 16, "value_length as 16"),
        ("llama.rope.dimension_count", 16, "rope.dimension_count as 16"),
        ("llama.rope.freq_base", float("nan"), "freq_base as nan"),
        ("llama.rope.freq_base", 0.0, "freq_base as 0.0"),
        ("llama.rope.scaling.type", "yarn", "scaling.type to 'yarn'"),
        ("llama.rope.scaling.factor", float("inf"), "factor as inf"),
        ("llama.attention.layer_norm_rms_epsilon", float("inf"), "epsilon as inf"),
        ("llama.attention.sliding_window", 4096, "sliding_window"),
        ("llama.expert_count", 8, "expert_count to 8"),
        ("tokenizer.chat_template", None, "tokenizer.chat_template"),
        ("tokenizer.chat_template", 5, "chat_template as 5"),
        ("tokenizer.ggml.tokens", TOKENS[:-1], "not \\(264, 32\\)"),
        ("tokenizer.ggml.tokens", [1, 2], "list of texts"),
        ("tokenizer.ggml.token_type", [1], "265 tokens, but 1 types"),
        ("tokenizer.ggml.merges", ["h e", "x yz"], "merges do not fit"),
        ("tokenizer.ggml.merges", ["he"], "merges do not fit"),
        ("tokenizer.ggml.eos_token_id", 265, "eos_token_id as 265"),
        ("tokenizer.ggml.eos_token_id", -1, "eos_token_id as -1"),
        ("tokenizer.ggml.bos_token_id", 10**9, "bos_token_id"),
        ("tokenizer.ggml.pre", "qwen2", "'qwen2' words"),
        ("tokenizer.ggml.model", "bert", "tokenizer is 'bert'"),
        ("tokenizer.ggml.model", "llama", "265 tokens, but 0 scores"),
    ],
)
def test_a_fact_that_cannot_be_is_named(tmp_path, key, value, word):
    message = refusal(gguf(tmp_path, {key: value}))
    assert re.search(word, message), message


EMBEDDING, SIZE = "token_embd.weight", 265 * 32 * 2


@pytest.mark.parametrize(
    ("place", "word"),
    [
        (((32, 265), F16, 2**60), "beyond the end"),
        (((32, 265), F16, 2**64 - 32), "beyond the end"),
        (((32, 265), F16, 7), "whole blocks"),
        (((32, 265), F16, SIZE + 32), "lies over another"),
        (((2**63, 2**63, 2**63, 2**63), F16, 0), "beyond the end"),
        (((2**40, 2**40), F16, 0), "beyond the end"),
        (((0, 265), F16, 0), "is empty"),
        (((), F16, 0), "0 dimensions"),
        (((1,) * 5, F16, 0), "5 dimensions"),
        (((265, 32), F16, 0), "is \\(32, 265\\), not \\(265, 32\\)"),
        (((32, 265), 999, 0), "unknown type 999"),
        (((32, 265), int(GGMLQuantizationType.I16), 0), "kept as I16"),
        (((32, 265), int(GGMLQuantizationType.Q4_K), 0), "whole blocks"),
    ],
)
def test_a_tensor_that_cannot_be_is_named(tmp_path, place, word):
    message = refusal(gguf(tmp_path, **{EMBEDDING: place}))
    assert re.search(word, message), message


@pytest.mark.parametrize("count", ["num_tensors", "num_facts"])
@pytest.mark.parametrize("value", [2**64 - 1, 10**6, 60_000])
def test_counts_beyond_the_file_are_refused(tmp_path, count, value):
    assert "whole GGUF file" in refusal(gguf(tmp_path, **{count: value}))


def head(*facts, num_facts=None):
    count = len(facts) if num_facts is None else num_facts
    return b"GGUF" + struct.pack("<IQQ", 3, 0, count) + b"".join(facts)


def fact(kind, value, key=b"a"):
    return struct.pack("<Q", len(key)) + key + struct.pack("<I", kind) + value


STRING, ARRAY = 8, 9
NESTED = struct.pack("<IQ", ARRAY, 1) * 100_000


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "empty"),
        (b"GGUF", "whole GGUF file"),
        (b"GGML" + bytes(60), "does not begin with GGUF"),
        (b"GGUF" + struct.pack(">IQQ", 3, 0, 0), "little-endian"),
        (b"GGUF" + struct.pack("<IQQ", 1, 0, 0), "version is 1"),
        (head(struct.pack("<Q", 2**64 - 1)), "beyond the end"),
        (head(struct.pack("<Q", 2**31) + b"a"), "beyond the end"),
        (head(fact(STRING, struct.pack("<Q", 2**63))), "beyond the end"),
        (head(fact(STRING, struct.pack("<Q", 2) + b"\xff\xfe")), "decode"),
        (head(fact(ARRAY, struct.pack("<IQ", STRING, 2**64 - 1))), "more than 4000000 items"),
        (head(fact(ARRAY, struct.pack("<IQ", 4, 3_999_999))), "whole GGUF file"),
        (head(fact(ARRAY, struct.pack("<IQ", STRING, 3_999_999))), "whole GGUF file"),
        (head(fact(ARRAY, struct.pack("<IQ", 77, 1))), "unknown type 77"),
        (head(fact(ARRAY, NESTED)), "a list holds lists"),
        (head(fact(77, b"")), "unknown type 77"),
        (head(fact(0, b"x"), fact(0, b"y")), "stands twice"),
        (head(fact(0, b"x"), num_facts=2), "whole GGUF file"),
    ],
)
def test_a_head_that_cannot_be_is_refused(tmp_path, data, word):
    path = tmp_path / "lie.gguf"
    path.write_bytes(data)
    assert word in refusal(path)


def test_a_name_that_stands_twice_is_refused(tmp_path):
    tensors = gguf_tensors(MODEL, "F16")
    path = tmp_path / "lie.gguf"
    path.write_bytes(gguf_bytes(gguf_facts(MODEL), [*tensors, tensors[0]]))
    assert "token_embd.weight' stands twice" in refusal(path)


def test_a_part_that_would_be_left_out_is_refused(tmp_path):
    bias = ("blk.0.attn_q.bias", (64,), GGMLQuantizationType.F32, bytes(256))
    path = tmp_path / "lie.gguf"
    path.write_bytes(gguf_bytes(gguf_facts(MODEL), [*gguf_tensors(MODEL, "F16"), bias]))
    assert "attn_q.bias', which this engine would leave out" in refusal(path)


@pytest.mark.parametrize("kind", ["F32", "F16", "BF16", "Q8_0", "Q4_0", "Q4_1"])
def test_numbers_that_are_none_are_refused_with_their_tensor(tmp_path, kind):
    tensors = gguf_tensors(MODEL, kind)
    name, size, own, data = tensors[3]
    path = tmp_path / "lie.gguf"
    tensors[3] = (name, size, own, b"\xff" * len(data))
    path.write_bytes(gguf_bytes(gguf_facts(MODEL), tensors))
    assert f"{name} holds numbers that are none" in refusal(path)
    if kind.startswith("Q"):
        with pytest.raises(CheckpointUnreadable, match="holds scales that are none"):
            open_checkpoint(path).blocks(name)


ENDLESS = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
DOUBLING = (
    "{% set n = namespace(s='aaaaaaaaaa') %}{% for i in range(60) %}"
    "{% set n.s = WHAT %}{% endfor %}{{ n.s }}"
)


@pytest.mark.parametrize(
    "template",
    [
        ENDLESS,
        "{% for a in range(10**9) %}{% endfor %}",
        "{% for a in range(1000000000) %}{% endfor %}",
        DOUBLING.replace("WHAT", "n.s ~ n.s"),
        DOUBLING.replace("WHAT", "n.s + n.s"),
        DOUBLING.replace("WHAT", "n.s * 2"),
        DOUBLING.replace("WHAT", "[n.s, n.s] | join"),
        DOUBLING.replace("WHAT", "n.s | replace('a', 'aa')"),
        DOUBLING.replace("WHAT", "n.s.replace('a', 'aa')"),
        DOUBLING.replace("WHAT", "[n.s, n.s]"),
        DOUBLING.replace("WHAT", "[n.s, n.s] | string"),
        DOUBLING.replace("{% set n.s = WHAT %}", "{% set n.s %}{{ n.s }}{{ n.s }}{% endset %}"),
        "{{ 'a' * 9999999999 }}",
        "{{ [0] * 9999999999 }}",
        "{{ 9 ** 9 ** 9 ** 9 }}",
        "{{ '%999999999999d' % 1 }}",
        "{{ '{:>9999999999}'.format(1) }}",
        "{{ 'a'.ljust(9999999999) }}",
        "{{ 'a' | center(9999999999) }}",
        "{% macro f(n) %}{{ f(n - 1) }}{{ f(n - 1) }}{% endmacro %}{{ f(9999) }}",
        "{% for a in [[]] recursive %}{{ loop([a, a]) }}{% endfor %}",
        "{{ ''.__class__.__mro__ }}",
        "{{ messages.append(1) }}",
        "{% include 'x' %}",
        "{% if %}",
        "{{ 1 // 0 }}",
        "{{" + "(" * 50_000,
        "x" * 300_000,
    ],
)
def test_a_template_that_would_not_end_is_refused(tmp_path, template):
    assert "chat template" in refusal(gguf(tmp_path, {"tokenizer.chat_template": template}))


def directory(tmp_path, **config):
    return write_directory(MODEL.with_config(**config), tmp_path / "m")


@pytest.mark.parametrize(
    ("key", "value", "word"),
    [
        ("architectures", ["Qwen2ForCausalLM"], "architecture is 'Qwen2ForCausalLM'"),
        ("architectures", "LlamaForCausalLM\n", "architecture is 'LlamaForCausalLM"),
        ("architectures", None, "does not say its architectures"),
        ("attention_bias", True, "attention_bias to True"),
        ("mlp_bias", True, "mlp_bias to True"),
        ("hidden_act", "gelu", "hidden_act to 'gelu'"),
        ("sliding_window", 128, "sliding_window to 128"),
        ("num_local_experts", 8, "num_local_experts"),
        ("quantization_config", {"bits": 4}, "quantization_config"),
        ("partial_rotary_factor", 0.5, "partial_rotary_factor"),
        ("rope_scaling", {"rope_type": "yarn", "factor": 4.0}, "by 'yarn'"),
        ("rope_scaling", {"rope_type": "dynamic", "factor": 4.0}, "by 'dynamic'"),
        ("rope_scaling", {"rope_type": "llama3", "factor": 4.0}, "low_freq_factor"),
        ("rope_scaling", {"rope_type": "linear"}, "factor"),
        ("rope_scaling", {"type": "linear", "factor": "two"}, "factor as 'two'"),
        ("rope_scaling", "linear", "rope_scaling as 'linear'"),
        ("head_dim", 33, "size of a head must be even"),
        ("head_dim", 0, "head_dim as 0"),
        ("num_hidden_layers", 10**12, "from 1 to 1024"),
        ("num_hidden_layers", "many", "num_hidden_layers as 'many'"),
        ("num_attention_heads", 3, "q_proj.weight is|not"),
        ("num_key_value_heads", 3, "cannot share 3"),
        ("hidden_size", 1e300, "hidden_size as 1e"),
        ("max_position_embeddings", 0, "max_position_embeddings as 0"),
        ("max_position_embeddings", 2**40, "max_position_embeddings"),
        ("vocab_size", 100, "embed_tokens.weight is"),
        ("rms_norm_eps", -1, "rms_norm_eps as -1"),
        ("tie_word_embeddings", "yes", "tie_word_embeddings as 'yes'"),
        ("tie_word_embeddings", False, "lacks the tensor lm_head.weight"),
        ("eos_token_id", 265, "eos_token_id is 265"),
        ("eos_token_id", [2, "x"], "eos_token_id is 'x'"),
        ("eos_token_id", None, "says an eos_token_id"),
    ],
)
def test_a_config_that_cannot_be_is_named(tmp_path, key, value, word):
    message = refusal(directory(tmp_path, **{key: value}))
    assert re.search(word, message), message


def test_rotary_words_kept_together_need_their_base(tmp_path):
    config = {"rope_theta": None, "rope_parameters": {"rope_type": "default"}}
    assert "does not say its rope_theta" in refusal(directory(tmp_path, **config))


def test_a_window_as_wide_as_the_context_is_no_window(tmp_path):
    config = {"architectures": ["MistralForCausalLM"], "sliding_window": 512}
    assert read_all(directory(tmp_path, **config)).shape.context_length == 512


DEEP = b"[" * 200_000
WHOLE = {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "not a whole safetensors file"),
        (struct.pack("<Q", 2**63), "not a whole safetensors file"),
        (struct.pack("<Q", 100_000_000) + b"{}", "not a whole safetensors file"),
        (struct.pack("<Q", 50) + b"{}", "not a whole safetensors file"),
        (safetensors_bytes(DEEP, b""), "sound JSON"),
        (safetensors_bytes(b'{"a":' + DEEP, b""), "sound JSON"),
        (safetensors_bytes(b"\xff\xfe", b""), "sound JSON"),
        (safetensors_bytes(b"[]", b""), "not a JSON object"),
        (safetensors_bytes(b'{"a": 1, "a": 2}', b""), "stands twice"),
        (safetensors_bytes({"a": WHOLE}, bytes(4)), "not a whole safetensors file"),
        (safetensors_bytes({"a": WHOLE}, bytes(12)), "not a whole safetensors file"),
        (safetensors_bytes({"a": WHOLE, "b": WHOLE}, bytes(8)), "not a whole safetensors file"),
        (safetensors_bytes({"a": WHOLE | {"shape": [3]}}, bytes(8)), "not a whole"),
        (safetensors_bytes({"a": WHOLE | {"shape": [-2]}}, bytes(8)), "not a whole"),
        (safetensors_bytes({"a": WHOLE | {"shape": [2**63, 2]}}, bytes(8)), "not a whole"),
        (safetensors_bytes({"a": WHOLE | {"dtype": "F33"}}, bytes(8)), "not a whole"),
        (safetensors_bytes({"a": WHOLE | {"data_offsets": [8, 0]}}, bytes(8)), "not a whole"),
        (safetensors_bytes({"a": 5}, bytes(8)), "not a whole safetensors file"),
        (safetensors_bytes({"a": WHOLE}, bytes(8)), "lacks the tensor"),
    ],
)
def test_safetensors_that_cannot_be_are_refused(tmp_path, data, word):
    path = directory(tmp_path)
    (path / "model.safetensors").write_bytes(data)
    assert word in refusal(path)


def test_whole_numbers_are_no_weights(tmp_path):
    path = directory(tmp_path)
    file = path / "model.safetensors"
    file.write_bytes(file.read_bytes().replace(b'"BF16"', b'"I16" '))
    assert "kept as I16" in refusal(path)


def test_a_bfloat_that_is_none_is_refused(tmp_path):
    path = directory(tmp_path)
    file = path / "model.safetensors"
    file.write_bytes(file.read_bytes()[:-2] + b"\xff\xff")
    assert "holds numbers that are none" in refusal(path)


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("../secret.safetensors", "only name safetensors beside itself"),
        ("/etc/passwd", "only name safetensors beside itself"),
        ("a\0.safetensors", "only name safetensors beside itself"),
        ("gone.safetensors", "cannot be read: No such file"),
        (5, "as 5; it must be text"),
    ],
)
def test_an_index_names_files_of_its_own_directory_only(tmp_path, name, word):
    path = directory(tmp_path)
    index = {"weight_map": {"model.norm.weight": name}}
    (path / "model.safetensors.index.json").write_text(json.dumps(index))
    assert word in refusal(path)


def test_a_tensor_in_two_shards_is_refused(tmp_path):
    path = write_directory(MODEL, tmp_path / "m", num_shards=2)
    twin = path / "model-00003-of-00002.safetensors"
    twin.write_bytes((path / "model-00001-of-00002.safetensors").read_bytes())
    index_path = path / "model.safetensors.index.json"
    index = json.loads(index_path.read_text())
    index["weight_map"]["another"] = twin.name
    index_path.write_text(json.dumps(index))
    assert "in two of the model's files" in refusal(path)


@pytest.mark.parametrize(
    ("file", "word"),
    [
        ("config.json", "config.json cannot be read"),
        ("tokenizer.json", "tokenizer.json cannot be read"),
        ("model.safetensors", "There is no model.safetensors"),
        ("tokenizer_config.json", "no chat template"),
    ],
)
def test_a_missing_file_is_named(tmp_path, file, word):
    path = directory(tmp_path)
    (path / file).unlink()
    assert word in refusal(path)


def test_a_weights_file_alone_asks_for_its_directory(tmp_path):
    path = directory(tmp_path) / "model.safetensors"
    assert "Give the directory" in refusal(path)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"model": {"type": "Unigram", "vocab": [["a", 0.0]]}}, "table of tokens"),
        ({"model": {"type": "WordPiece", "vocab": {"a": 0}}}, "neither works|type to"),
        ({"model": {"type": "BPE", "vocab": {"a": 10**6}, "merges": []}}, "id 1000000"),
        ({"model": {"type": "BPE", "vocab": {"a": -1}, "merges": []}}, "id -1"),
        ({"model": {"type": "BPE", "vocab": {"a": 0}, "merges": ["a b"]}}, "merges do not fit"),
        ({"model": {"type": "BPE", "vocab": {"a": 0}, "merges": [5]}}, "merge 5"),
        ({"model": {"type": "BPE", "vocab": {"a": 0}}}, "does not say its merges"),
        ({"model": {"type": "BPE", "vocab": {"a": 0}, "merges": {}}}, "no list of merges"),
        ({"model": 5}, "model as 5"),
        ({"added_tokens": [{"id": 265, "content": "<x>"}]}, "id 265"),
        ({"added_tokens": [{"id": 1}]}, "without a text"),
        ({"added_tokens": 7}, "no list"),
        ({"pre_tokenizer": {"type": "ByteLevel"}}, "cuts text"),
        ({"normalizer": {"type": "Magic"}}, "cuts text"),
        ({"normalizer": {"type": "Prepend", "prepend": ""}}, "cannot read the simplest text"),
        ({"pre_tokenizer": None, "decoder": None}, "neither works on bytes"),
    ],
)
def test_a_tokenizer_that_cannot_be_is_named(tmp_path, change, word):
    path = directory(tmp_path)
    (path / "tokenizer.json").write_text(json.dumps(json.loads(tokenizer_json()) | change))
    message = refusal(path)
    assert re.search(word, message), message


damages = st.lists(
    st.tuples(
        st.sampled_from(["flip", "overwrite", "cut"]),
        st.floats(0, 1, exclude_max=True),
        st.sampled_from([b"\xff" * 8, bytes(8), b"\x7f", b'"', b"{", b"\x00\x01", b"9999999999"]),
    ),
    min_size=1,
    max_size=4,
)


def damaged(data, damages):
    data = bytearray(data)
    for kind, share, piece in damages:
        place = int(len(data) * share)
        if kind == "cut":
            del data[place:]
        elif kind == "overwrite":
            data[place : place + len(piece)] = piece
        elif place < len(data):
            data[place] ^= 1 << (place % 8)
    return bytes(data)


def readable_or_refused(path):
    """Never another exception; what is read has the shapes that it says (see read_all)."""
    try:
        read_all(path)
    except CheckpointUnreadable as refused:
        message = str(refused)
    else:
        message = ""
    assert message.isprintable()


@settings(max_examples=150, deadline=None)
@given(damages, st.sampled_from(["F16", "Q4_0", "Q8_0"]), st.booleans())
def test_a_damaged_file_is_refused_or_read(tmp_path_factory, damages, kind, in_its_head):
    data = gguf_bytes(gguf_facts(MODEL), gguf_tensors(MODEL, kind))
    end = 12_000 if in_its_head else len(data)
    path = tmp_path_factory.mktemp("m") / "m.gguf"
    path.write_bytes(damaged(data[:end], damages) + data[end:])
    readable_or_refused(path)


@settings(max_examples=150, deadline=None)
@given(
    damages,
    st.sampled_from(
        ["config.json", "tokenizer.json", "tokenizer_config.json", "model.safetensors", "head"]
    ),
)
def test_a_damaged_directory_is_refused_or_read(tmp_path_factory, damages, file):
    path = write_directory(MODEL, tmp_path_factory.mktemp("m"))
    target = path / ("model.safetensors" if file == "head" else file)
    data = target.read_bytes()
    end = 1200 if file == "head" else len(data)
    target.write_bytes(damaged(data[:end], damages) + data[end:])
    readable_or_refused(path)


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.sampled_from([0, 1, -1, 2, 31, 33, 2**31, 2**40, 2**64, 10**30])
    | st.floats()
    | st.sampled_from(["", "x", "linear", "\ud800", "<|im_end|>", "{{ 9 ** 9 }}"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)
FACTS = st.sampled_from(sorted(gguf_facts(MODEL)))
SCALARS = st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(width=32) | st.text()
FACT_VALUES = SCALARS | st.lists(st.text(), max_size=3) | st.lists(st.integers(0, 9), max_size=3)


@settings(max_examples=150, deadline=None)
@given(key=FACTS, value=FACT_VALUES)
def test_any_value_of_any_fact_is_refused_or_read(tmp_path_factory, key, value):
    readable_or_refused(gguf(tmp_path_factory.mktemp("m"), {key: value}))


@settings(max_examples=200, deadline=None)
@given(data=st.data(), value=ANYTHING)
@pytest.mark.parametrize("file", ["config.json", "tokenizer.json", "tokenizer_config.json"])
def test_any_value_anywhere_in_a_json_file_is_refused_or_read(tmp_path_factory, file, data, value):
    path = write_directory(MODEL, tmp_path_factory.mktemp("m"))
    whole = json.loads((path / file).read_text())
    part = whole
    while True:
        keys = sorted(part) if isinstance(part, dict) else range(len(part))
        key = data.draw(st.sampled_from(keys))
        deeper = isinstance(part[key], dict | list) and part[key] and data.draw(st.booleans())
        if not deeper:
            break
        part = part[key]
    part[key] = value
    (path / file).write_text(json.dumps(whole))
    readable_or_refused(path)
