"""The C structures of src/*.hpp, field by field in the same order."""

from __future__ import annotations

from ctypes import (
    POINTER,
    Structure,
    c_double,
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
        ("checked", c_int32),
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


class Affine(Structure):
    _fields_ = [
        ("weight", c_void_p),
        ("bias", c_void_p),
        ("num_inputs", c_int32),
        ("num_outputs", c_int32),
    ]


AffineSteps = Affine * 3


class HashMaps(Structure):
    _fields_ = [
        ("num_signers", c_int32),
        ("num_words", c_int32),
        ("num_steps", c_int32),
        ("sink", c_int32),
        ("local", c_int32),
        ("dense_layers", c_void_p),
        ("query", AffineSteps),
        ("key", AffineSteps),
    ]


class ErrorLog(Structure):
    _fields_ = [
        ("num_pairs", c_int64),
        ("num_beyond", c_int64),
        ("sum_of_errors", c_double),
        ("largest_error", c_double),
        ("num_keys", c_int64),
        ("num_read", c_int64),
    ]
