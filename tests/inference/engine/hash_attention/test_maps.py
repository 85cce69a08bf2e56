"""Maps keep what they were given, and serve no other checkpoint."""

from dataclasses import fields

import numpy as np
import pytest
import torch
from torch.nn import functional

from inference.engine.errors import MapsRefused
from inference.engine.hash_attention.maps import (
    EMBEDDED_MODEL_MAPS,
    Kind,
    file_sha256,
    load_maps,
    save_maps,
)
from inference.engine.hash_attention.signatures import pack
from tests.inference.engine.hash_attention import tiny


@pytest.mark.parametrize("kind", list(Kind))
def test_what_is_saved_is_read_back(tmp_path, kind):
    maps, path = tiny.maps(kind), tmp_path / "maps.npz"
    save_maps(maps, path)
    found = load_maps(path, maps.checkpoint_sha256)
    for field in fields(maps):
        if field.name not in ("query", "key"):
            assert getattr(found, field.name) == getattr(maps, field.name)
    for side in ("query", "key"):
        for ours, theirs in zip(getattr(maps, side), getattr(found, side), strict=True):
            assert np.array_equal(ours.weight, theirs.weight)
            assert np.array_equal(ours.bias, theirs.bias)
            assert theirs.weight.dtype == np.float32
            assert theirs.weight.flags.c_contiguous


def test_maps_of_another_checkpoint_are_refused(tmp_path):
    save_maps(tiny.maps(), tmp_path / "maps.npz")
    with pytest.raises(MapsRefused, match="belong to another model file"):
        load_maps(tmp_path / "maps.npz", "cd" * 32)


@pytest.mark.parametrize("damage", ["missing", "torn", "no archive", "infinite", "sink"])
def test_a_broken_file_is_refused(tmp_path, damage):
    path = tmp_path / "maps.npz"
    maps = tiny.maps(sink=-1) if damage == "sink" else tiny.maps()
    if damage == "infinite":
        maps.key[0].bias[0, 0, 0] = np.inf
    if damage != "missing":
        save_maps(maps, path)
    if damage == "torn":
        path.write_bytes(path.read_bytes()[:-300])
    if damage == "no archive":
        path.write_bytes(b"maps")
    with pytest.raises(MapsRefused):
        load_maps(path, maps.checkpoint_sha256)


def test_linear_signatures_are_the_signs_of_an_affine_map():
    maps, rng = tiny.maps(), np.random.default_rng(1)
    query = rng.standard_normal((5, 4, 16)).astype(np.float32)
    key = rng.standard_normal((5, 2, 16)).astype(np.float32)
    (query_step,), (key_step,) = maps.query, maps.key
    for found, vectors, step in (
        (maps.query_signatures(1, query), query, query_step),
        (maps.key_signatures(1, key), key, key_step),
    ):
        values = np.einsum("rhd,hdb->rhb", vectors, step.weight[1]) + step.bias[1]
        assert np.array_equal(found, pack(values))


def test_paper_signatures_see_the_repeated_keys_through_three_layers():
    maps = tiny.maps(Kind.PAPER)
    key = np.random.default_rng(1).standard_normal((5, 2, 16)).astype(np.float32)
    values = torch.from_numpy(key).repeat_interleave(2, dim=1)
    for place, step in enumerate(maps.key):
        values = functional.silu(values) if place else values
        weight, bias = torch.from_numpy(step.weight[0]), torch.from_numpy(step.bias[0])
        values = torch.einsum("rhd,hdb->rhb", values, weight) + bias
    assert np.array_equal(maps.key_signatures(0, key), pack(values.numpy()))
    assert maps.key_signatures(0, key).shape == (5, 4, 1)


def test_the_maps_that_come_along_belong_to_the_embedded_model(model_file, checkpoint):
    maps, shape = load_maps(EMBEDDED_MODEL_MAPS, file_sha256(model_file)), checkpoint.shape
    assert maps.kind == Kind.LINEAR
    size = (shape.num_layers, shape.num_heads, shape.head_dim, maps.bits)
    assert maps.query[0].weight.shape == size
    assert maps.key[0].weight.shape == (size[0], shape.num_kv_heads, *size[2:])
    assert maps.notes["held_out_recall"] > 0.5
    assert EMBEDDED_MODEL_MAPS.stat().st_size < 4_000_000
