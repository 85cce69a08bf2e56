"""Small checkpoints that lie, and what a refusal must be like."""

from __future__ import annotations

import time
import tracemalloc

import pytest
from gguf import GGMLQuantizationType

from inference.engine.checkpoint.opening import open_checkpoint
from inference.engine.checkpoint.tensor_names import tensor_sizes
from inference.engine.errors import CheckpointUnreadable
from inference.engine.tokenizer.chat_template import ChatTemplate
from inference.engine.tokenizer.vocabulary import Vocabulary
from tests.inference.engine.tiny_model import (
    gguf_bytes,
    gguf_facts,
    gguf_tensors,
    tiny_llama,
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


def directory(tmp_path, **config):
    return write_directory(MODEL.with_config(**config), tmp_path / "m")


def readable_or_refused(path):
    """Never another exception; what is read has the shapes that it says (see read_all)."""
    try:
        read_all(path)
    except CheckpointUnreadable as refused:
        message = str(refused)
    else:
        message = ""
    assert message.isprintable()
