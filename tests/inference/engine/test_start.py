"""What cannot be started is refused in one sentence, with exit code 2."""

from __future__ import annotations

import socket
import subprocess
import sys

import gguf
import pytest
import torch

from inference.engine.checkpoint.opening import open_checkpoint
from inference.engine.config import EngineConfig, Kernels
from inference.engine.errors import BadSetting, CheckpointUnreadable
from inference.engine.loading import load_model
from tests.engine_process import ROOT
from tests.inference.engine.tiny_model import tiny_llama, write_directory, write_gguf


def start(*options):
    command = [sys.executable, "-m", "inference.engine", *map(str, options)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)


def refusal(model, key_file, *options):
    """What a refused start says: one line on stderr, nothing on stdout."""
    ended = start("--model", model, "--port", "0", "--api-key-file", key_file, *options)
    assert ended.returncode == 2, ended.stderr
    assert ended.stdout == ""
    assert ended.stderr.startswith("engine: ")
    assert ended.stderr.count("\n") == 1
    return ended.stderr


@pytest.fixture
def key_file(tmp_path):
    path = tmp_path / "key"
    path.write_text("a-key-that-is-long-enough\n")
    return path


def test_a_missing_model_is_named(tmp_path):
    with pytest.raises(CheckpointUnreadable, match=r"no model file at .*none\.gguf"):
        open_checkpoint(tmp_path / "none.gguf")


def test_a_truncated_model_is_refused(tmp_path, model_file, key_file):
    path = first_bytes(tmp_path, model_file, 50_000_000)
    assert "Fetch it again" in refusal(path, key_file)


@pytest.mark.parametrize("num_bytes", [0, 3, 20_000, 2_000_000, 98_000_000])
def test_no_part_of_a_model_is_taken_for_a_whole(tmp_path, model_file, num_bytes):
    with pytest.raises(CheckpointUnreadable, match="Fetch it again"):
        open_checkpoint(first_bytes(tmp_path, model_file, num_bytes))


def first_bytes(tmp_path, model_file, num_bytes):
    path = tmp_path / "short.gguf"
    with model_file.open("rb") as whole:
        path.write_bytes(whole.read(num_bytes))
    return path


def test_a_file_of_something_else_is_refused(tmp_path):
    path = tmp_path / "text.gguf"
    path.write_text("No model at all. " * 100)
    with pytest.raises(CheckpointUnreadable, match="not a whole GGUF file"):
        open_checkpoint(path)


@pytest.mark.parametrize("place", [8, 16, 24, 200])
def test_a_corrupt_length_is_refused(tmp_path, model_file, place):
    with model_file.open("rb") as whole:
        data = bytearray(whole.read(4_000_000))
    data[place : place + 8] = b"\xff" * 8
    path = tmp_path / "corrupt.gguf"
    path.write_bytes(data)
    with pytest.raises(CheckpointUnreadable):
        open_checkpoint(path)


def test_another_architecture_is_refused(tmp_path):
    path = tmp_path / "mamba.gguf"
    writer = gguf.GGUFWriter(path, "mamba")
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    with pytest.raises(CheckpointUnreadable, match="architecture is 'mamba"):
        open_checkpoint(path)


def test_a_lying_model_ends_the_process_with_one_line(tmp_path, key_file):
    path = write_gguf(tiny_llama(), tmp_path / "lie.gguf", **{"llama.block_count": "many"})
    assert "block_count as 'many'; it must be a whole number" in refusal(path, key_file)


def test_a_directory_of_another_architecture_ends_the_process_with_one_line(tmp_path, key_file):
    model = tiny_llama().with_config(architectures=["Other\nForCausalLM"])
    path = write_directory(model, tmp_path / "m")
    assert "this engine runs LlamaForCausalLM only" in refusal(path, key_file)


def test_a_short_key_is_refused(tmp_path, model_file):
    short = tmp_path / "short"
    short.write_text("abc")
    assert "fewer than 16" in refusal(model_file, short)


def test_a_busy_port_is_refused_before_the_model_is_read(model_file, key_file):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert f"127.0.0.1:{port}" in refusal(model_file, key_file, "--port", str(port))


def test_a_gpu_that_is_not_there_is_refused(model_file, monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(BadSetting, match=r"no CUDA device\. Choose other kernels"):
        load_model(EngineConfig(model_file, kernels=Kernels.CUDA))


def test_too_little_cache_is_refused(model_file):
    with pytest.raises(BadSetting, match="Give more blocks"):
        load_model(EngineConfig(model_file, num_blocks=8))
