"""Both kinds of checkpoint say the same about the same network, down to its logits."""

from __future__ import annotations

import hashlib
import json

import numpy as np
import pytest
import torch
from gguf import GGMLQuantizationType, GGUFReader, dequantize, quantize

from inference.engine.attention.base import Span, StepContext
from inference.engine.attention.dense import DenseAttention
from inference.engine.checkpoint.opening import open_checkpoint
from inference.engine.checkpoint.tensor_names import tensor_sizes
from inference.engine.kv_cache import KVCache
from inference.engine.network.transformer import Transformer
from inference.engine.network.weights import load_weights
from tests.inference.engine.tiny_model import (
    gguf_bytes,
    gguf_facts,
    gguf_tensors,
    tiny_llama,
    write_directory,
    write_gguf,
)

PROMPT = [5, 100, 42, 7, 200, 9, 9, 31]
LLAMA_3 = {
    "rope_type": "llama3",
    "factor": 8.0,
    "low_freq_factor": 1.0,
    "high_freq_factor": 4.0,
    "original_max_position_embeddings": 64,
}


def all_weights(checkpoint):
    return {
        name: checkpoint.weight(name, *size)
        for name, size in tensor_sizes(checkpoint.shape)
        if checkpoint.has(name)
    }


@pytest.mark.parametrize("kind", ["F32", "F16", "BF16"])
@pytest.mark.parametrize("tied", [True, False])
def test_a_file_and_a_directory_of_one_network_give_the_same_arrays(tmp_path, kind, tied):
    model = tiny_llama(3, tied=tied)
    file = open_checkpoint(write_gguf(model, tmp_path / "m.gguf", kind))
    directory = open_checkpoint(write_directory(model, tmp_path / "m", kind, num_shards=3))
    assert file.shape.vocabulary_size == directory.shape.vocabulary_size
    assert file.has("output.weight") == directory.has("output.weight") == (not tied)
    one, other = all_weights(file), all_weights(directory)
    assert one.keys() == other.keys()
    for name in one:
        assert one[name].dtype == other[name].dtype == np.float32
        np.testing.assert_array_equal(one[name], other[name], err_msg=name)
    embedding = model.tensors["model.embed_tokens.weight"]
    np.testing.assert_array_equal(one["token_embd.weight"], embedding)


@pytest.mark.parametrize("kind", ["F16", "BF16", "Q8_0", "Q4_0", "Q4_1", "Q5_0"])
def test_every_kind_of_file_holds_what_the_library_reads(tmp_path, kind):
    path = write_gguf(tiny_llama(), tmp_path / "m.gguf", kind)
    checkpoint = open_checkpoint(path)
    for tensor in GGUFReader(path).tensors:
        expected = dequantize(tensor.data, tensor.tensor_type)
        found = checkpoint.weight(tensor.name, *expected.shape)
        np.testing.assert_array_equal(found, expected, err_msg=tensor.name)


@pytest.mark.parametrize(("kind", "bits"), [("Q4_0", 4), ("Q4_1", 4), ("Q8_0", 8)])
def test_blocks_are_the_weight_bit_for_bit(tmp_path, kind, bits):
    checkpoint = open_checkpoint(write_gguf(tiny_llama(), tmp_path / "m.gguf", kind))
    name, size = "blk.1.ffn_down.weight", (96, 160)
    blocks = checkpoint.blocks(name)
    assert blocks.bits == bits
    assert blocks.codes.shape == size
    assert blocks.codes.dtype == (np.uint8 if bits == 4 else np.int8)
    assert blocks.scales.shape == (96, 5)
    assert blocks.scales.dtype == np.float16
    np.testing.assert_array_equal(values_of(blocks), checkpoint.weight(name, *size))
    assert checkpoint.blocks("output_norm.weight") is None


def values_of(blocks):
    """value = scale * code + minimum, in float32 and in this order."""
    scales = np.repeat(blocks.scales.astype(np.float32), 32, axis=1)
    values = scales * blocks.codes.astype(np.float32)
    if blocks.minimums is None:
        return values
    return values + np.repeat(blocks.minimums.astype(np.float32), 32, axis=1)


def test_the_embedded_models_blocks_are_its_weights(checkpoint):
    shape = checkpoint.shape
    for name, size in [
        ("blk.7.attn_k.weight", (shape.kv_size, shape.hidden_size)),
        ("blk.29.ffn_down.weight", (shape.hidden_size, shape.feed_forward_size)),
    ]:
        blocks = checkpoint.blocks(name)
        np.testing.assert_array_equal(values_of(blocks), checkpoint.weight(name, *size))


def test_scales_too_large_for_exact_minimums_are_left_as_floats(tmp_path):
    model = tiny_llama()
    tensors = gguf_tensors(model, "Q4_0")
    kind = GGMLQuantizationType.Q4_0
    huge = quantize(np.full((96, 160), 70_000, np.float32), kind).tobytes()
    tensors = [
        (name, size, own, huge if name == "blk.0.ffn_down.weight" else data)
        for name, size, own, data in tensors
    ]
    path = tmp_path / "m.gguf"
    path.write_bytes(gguf_bytes(gguf_facts(model), tensors))
    checkpoint = open_checkpoint(path)
    assert checkpoint.blocks("blk.0.ffn_down.weight") is None
    assert checkpoint.weight("blk.0.ffn_down.weight", 96, 160)[0, 0] == 8 * np.float16(
        70_000 / 8
    ).astype(float)


def test_floats_have_no_blocks(tmp_path):
    model = tiny_llama()
    for path in (write_gguf(model, tmp_path / "m.gguf"), write_directory(model, tmp_path / "m")):
        assert open_checkpoint(path).blocks("blk.0.attn_q.weight") is None


def test_the_digest_is_that_of_the_file_and_changes_with_any_byte(tmp_path):
    path = write_gguf(tiny_llama(1), tmp_path / "m.gguf")
    data = bytearray(path.read_bytes())
    digest = open_checkpoint(path).digest
    assert digest == hashlib.sha256(data).hexdigest()
    data[-40] ^= 1
    path.write_bytes(data)
    assert open_checkpoint(path).digest != digest
    directory = write_directory(tiny_llama(1), tmp_path / "m")
    weights = (directory / "model.safetensors").read_bytes()
    assert open_checkpoint(directory).digest == hashlib.sha256(weights).hexdigest()


def logits_of(checkpoint):
    shape = checkpoint.shape
    cache = KVCache(shape.num_layers, shape.num_kv_heads, shape.head_dim, 4, 16)
    weights = load_weights(checkpoint, num_threads=1)
    network = Transformer(shape, weights, DenseAttention(cache))
    rows = torch.arange(len(PROMPT))
    span = Span((0, len(PROMPT)), len(PROMPT), slice(0, len(PROMPT)))
    return network(torch.tensor(PROMPT), rows, rows, StepContext(rows, (span,)))


def turned(head, model, factors):
    """Rows turned as transformers does it: number i with number i + half. head [tokens, dim]."""
    half = head.shape[1] // 2
    exponents = np.arange(half) * 2 / head.shape[1]
    rates = model.config["rope_theta"] ** -exponents / factors
    angles = np.arange(len(head))[:, None] * rates
    x, y = head[:, :half], head[:, half:]
    cos, sin = np.cos(angles), np.sin(angles)
    return np.concatenate([x * cos - y * sin, y * cos + x * sin], axis=1)


def normed(hidden, weight, model):
    mean_square = np.mean(hidden**2, axis=1, keepdims=True)
    return hidden / np.sqrt(mean_square + model.config["rms_norm_eps"]) * weight


def attended(hidden, part, model, factors):
    dim, group = model.config["head_dim"], model.config["num_attention_heads"]
    query, key, value = (hidden @ part(f"self_attn.{n}_proj").T for n in "qkv")
    outputs = []
    for head in range(group):  # the one key head serves them all
        q = turned(query[:, head * dim : (head + 1) * dim], model, factors)
        scores = q @ turned(key, model, factors).T / np.sqrt(dim)
        scores[np.triu_indices(len(q), 1)] = -np.inf
        shares = np.exp(scores - scores.max(axis=1, keepdims=True))
        outputs.append(shares / shares.sum(axis=1, keepdims=True) @ value)
    return np.concatenate(outputs, axis=1) @ part("self_attn.o_proj").T


def reference_logits(model, factors=1.0):
    """Plain Llama in float64 on Hugging Face's own tensors, one sequence, no cache."""
    get = {name: values.astype(np.float64) for name, values in model.tensors.items()}
    hidden = get["model.embed_tokens.weight"][PROMPT]
    for layer in range(model.config["num_hidden_layers"]):

        def part(name, layer=layer):
            return get[f"model.layers.{layer}.{name}.weight"]

        inner = normed(hidden, part("input_layernorm"), model)
        hidden = hidden + attended(inner, part, model, factors)
        inner = normed(hidden, part("post_attention_layernorm"), model)
        gate, up = inner @ part("mlp.gate_proj").T, inner @ part("mlp.up_proj").T
        hidden = hidden + (gate / (1 + np.exp(-gate)) * up) @ part("mlp.down_proj").T
    head = get.get("lm_head.weight", get["model.embed_tokens.weight"])
    return normed(hidden, get["model.norm.weight"], model) @ head.T


@pytest.mark.parametrize("tied", [True, False])
def test_both_compute_what_transformers_convention_says(tmp_path, tied):
    model = tiny_llama(5, tied=tied)
    file = logits_of(open_checkpoint(write_gguf(model, tmp_path / "m.gguf")))
    directory = logits_of(open_checkpoint(write_directory(model, tmp_path / "m")))
    torch.testing.assert_close(file, directory, atol=1e-5, rtol=0)
    expected = torch.from_numpy(reference_logits(model))
    torch.testing.assert_close(directory.double(), expected, atol=1e-4, rtol=1e-4)


def llama_3_divisors(model):
    """The published recipe, pair by pair, in its own words of wave lengths."""
    old, divisors = LLAMA_3["original_max_position_embeddings"], []
    for pair in range(32):
        wave = 2 * np.pi * model.config["rope_theta"] ** (2 * pair / 64)
        if wave < old / 4.0:
            divisors.append(1.0)
        elif wave > old / 1.0:
            divisors.append(8.0)
        else:
            smooth = (old / wave - 1.0) / (4.0 - 1.0)
            divisors.append(1 / ((1 - smooth) / 8.0 + smooth))
    return np.array(divisors)


def test_llama_3_scaling_turns_slow_pairs_slower(tmp_path):
    model = tiny_llama(5).with_config(rope_scaling=LLAMA_3)
    checkpoint = open_checkpoint(write_directory(model, tmp_path / "m"))
    divisors = llama_3_divisors(model)
    assert any(1 < divisor < 8 for divisor in divisors)
    np.testing.assert_allclose(checkpoint.shape.rope_factors, divisors)
    expected = torch.from_numpy(reference_logits(model, divisors))
    torch.testing.assert_close(logits_of(checkpoint).double(), expected, atol=1e-4, rtol=1e-4)


def test_newer_configs_keep_the_rotary_words_together(tmp_path):
    model = tiny_llama(5).with_config(
        rope_theta=None, rope_parameters=LLAMA_3 | {"rope_theta": 500.0}
    )
    shape = open_checkpoint(write_directory(model, tmp_path / "m")).shape
    assert shape.rope_base == 500.0
    assert shape.rope_factors[-1] == 8.0


def test_linear_scaling_and_a_files_own_factors_are_divisors(tmp_path):
    model = tiny_llama(5)
    linear = model.with_config(rope_scaling={"type": "linear", "factor": 2.0})
    assert (
        open_checkpoint(write_directory(linear, tmp_path / "m")).shape.rope_factors == (2.0,) * 32
    )
    own = np.linspace(1, 4, 32, dtype=np.float32)
    kind = GGMLQuantizationType.F32
    tensors = [*gguf_tensors(model, "F16"), ("rope_freqs.weight", (32,), kind, own.tobytes())]
    path = tmp_path / "m.gguf"
    path.write_bytes(gguf_bytes(gguf_facts(model), tensors))
    assert open_checkpoint(path).shape.rope_factors == tuple(own.tolist())
    scaled = gguf_facts(model) | {"llama.rope.scaling.factor": 2.0}
    path.write_bytes(gguf_bytes(scaled, tensors))
    assert open_checkpoint(path).shape.rope_factors == tuple((own * 2).tolist())


def test_an_answer_ends_at_each_of_the_ids_that_the_generation_config_lists(tmp_path):
    directory = write_directory(tiny_llama(), tmp_path / "m")
    assert open_checkpoint(directory).vocabulary.read().end_ids == {2}
    (directory / "generation_config.json").write_text(json.dumps({"eos_token_id": [2, 60]}))
    assert open_checkpoint(directory).vocabulary.read().end_ids == {2, 60}


def test_a_template_of_its_own_file_goes_first(tmp_path):
    directory = write_directory(tiny_llama(), tmp_path / "m")
    (directory / "chat_template.jinja").write_text("{{ bos_token }}")
    assert open_checkpoint(directory).chat_template == "{{ bos_token }}"
