"""The C structures of src/*.hpp, field by field in the same order."""

from __future__ import annotations

from ctypes import (
    POINTER,
    Structure,
    c_float,
    c_int32,
    c_int64,
    c_uint32,
    c_void_p,
)


class Matrix(Structure):
    _fields_ = [
        ("bits", c_int32),
        ("num_outputs", c_int32),
        ("num_inputs", c_int32),
        ("data", c_void_p),
        ("scales", c_void_p),
    ]


class Layer(Structure):
    _fields_ = [
        ("qkv", Matrix),
        ("attention_out", Matrix),
        ("gate_up", Matrix),
        ("down", Matrix),
        ("attention_norm", c_void_p),
        ("feed_forward_norm", c_void_p),
    ]


class Shape(Structure):
    _fields_ = [
        ("num_layers", c_int32),
        ("num_heads", c_int32),
        ("num_kv_heads", c_int32),
        ("head_dim", c_int32),
        ("hidden_size", c_int32),
        ("feed_forward_size", c_int32),
        ("vocabulary_size", c_int32),
        ("context_length", c_int32),
        ("rms_epsilon", c_float),
    ]


class Network(Structure):
    _fields_ = [
        ("shape", Shape),
        ("layers", POINTER(Layer)),
        ("head", Matrix),
        ("final_norm", c_void_p),
        ("embedding", c_void_p),
        ("cosines", c_void_p),
        ("sines", c_void_p),
    ]


class Cache(Structure):
    _fields_ = [
        ("bits", c_int32),
        ("num_layers", c_int32),
        ("num_kv_heads", c_int32),
        ("head_dim", c_int32),
        ("num_slots", c_int64),
        ("keys", c_void_p),
        ("values", c_void_p),
        ("key_scales", c_void_p),
        ("value_scales", c_void_p),
        ("signatures", c_void_p),
    ]


class Span(Structure):
    _fields_ = [
        ("first_row", c_int32),
        ("num_rows", c_int32),
        ("num_keys", c_int32),
        ("first_block", c_int32),
        ("budget", c_int32),
        ("epsilon", c_float),
        ("delta", c_float),
        ("seed", c_uint32),
    ]


class Step(Structure):
    _fields_ = [
        ("num_rows", c_int32),
        ("num_spans", c_int32),
        ("num_wanted", c_int32),
        ("block_size", c_int32),
        ("token_ids", c_void_p),
        ("positions", c_void_p),
        ("spans", POINTER(Span)),
        ("blocks", c_void_p),
        ("wanted_rows", c_void_p),
        ("logits", c_void_p),
    ]


class HashMaps(Structure):
    _fields_ = [
        ("num_bits", c_int32),
        ("num_dense_layers", c_int32),
        ("sink", c_int32),
        ("local", c_int32),
        ("query_weights", c_void_p),
        ("query_bias", c_void_p),
        ("key_weights", c_void_p),
        ("key_bias", c_void_p),
    ]
