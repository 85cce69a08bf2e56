"""Hugging Face directories that lie are refused in one sentence, whatever they claim."""

from __future__ import annotations

import json
import re
import struct

import pytest

from tests.inference.engine.lies import (
    MODEL,
    directory,
    read_all,
    refusal,
)
from tests.inference.engine.tiny_model import (
    safetensors_bytes,
    tokenizer_json,
    write_directory,
)


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
