"""GGUF files that lie are refused in one sentence, whatever they claim."""

from __future__ import annotations

import re
import struct

import pytest
from gguf import GGMLQuantizationType

from inference.engine.checkpoint.opening import open_checkpoint
from inference.engine.errors import CheckpointUnreadable
from tests.inference.engine.lies import (
    F16,
    MODEL,
    gguf,
    read_all,
    refusal,
)
from tests.inference.engine.tiny_model import (
    TOKENS,
    gguf_bytes,
    gguf_facts,
    gguf_tensors,
    write_directory,
)


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
