"""Damaged files are refused or read, whatever is wrong with them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.inference.engine.lies import (
    MODEL,
    gguf,
    readable_or_refused,
)
from tests.inference.engine.tiny_model import (
    gguf_bytes,
    gguf_facts,
    gguf_tensors,
    write_directory,
)

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
