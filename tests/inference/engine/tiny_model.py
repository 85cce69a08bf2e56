"""A random Llama of a few hundred kilobytes, the same for the same seed, in every kind of file.

Its weights are multiples of 1/1024 with 8 significant bits: F32, F16 and BF16 keep them exactly.
"""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from gguf import GGMLQuantizationType, GGUFValueType, quantize
from tokenizers import AddedToken, Regex, Tokenizer, pre_tokenizers
from tokenizers.models import BPE

from inference.engine.tokenizer.letters import BYTE_OF_LETTER

CONTROLS = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
MERGES = [("h", "e"), ("l", "l"), ("he", "ll"), ("hell", "o"), ("Ġ", "w"), ("o", "r")]
TOKENS = [*CONTROLS, *BYTE_OF_LETTER, *(left + right for left, right in MERGES)]
TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n{{ message['content'] }}"
    "<|im_end|>\n{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
GGUF_NAMES = {
    "model.embed_tokens": "token_embd",
    "model.norm": "output_norm",
    "lm_head": "output",
    "input_layernorm": "attn_norm",
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "post_attention_layernorm": "ffn_norm",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
}
ALIGNMENT = 32


@dataclass(frozen=True)
class TinyLlama:
    """config is what config.json says; tensors are float32 under Hugging Face's names."""

    config: dict[str, Any]
    tensors: dict[str, np.ndarray]
    facts: dict[str, Any] = field(default_factory=dict)

    def with_config(self, **changes: Any) -> TinyLlama:
        return replace(self, config=self.config | changes)


def tiny_llama(seed: int = 0, *, tied: bool = True, **sizes: Any) -> TinyLlama:
    """Two layers of two 64-number heads that share one key head; sizes change config.json."""
    config = {
        "architectures": ["LlamaForCausalLM"],
        "hidden_size": 96,
        "head_dim": 64,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "num_key_value_heads": 1,
        "intermediate_size": 160,
        "vocab_size": len(TOKENS),
        "max_position_embeddings": 512,
        "rope_theta": 10000.0,
        "rms_norm_eps": 1e-5,
        "hidden_act": "silu",
        "tie_word_embeddings": tied,
        "eos_token_id": CONTROLS.index("<|im_end|>"),
    } | sizes
    rng = np.random.default_rng(seed)
    tensors = {
        name: _norm(rng, *size) if len(size) == 1 else _matrix(rng, *size)
        for name, size in _sizes(config, tied).items()
    }
    return TinyLlama(config, tensors)


def _matrix(rng: np.random.Generator, *size: int) -> np.ndarray:
    return (np.clip(np.round(rng.normal(0, 80, size)), -255, 255) / 1024).astype(np.float32)


def _norm(rng: np.random.Generator, *size: int) -> np.ndarray:
    return (1 + rng.integers(-32, 32, size) / 128).astype(np.float32)


def _sizes(config: dict[str, Any], tied: bool) -> dict[str, tuple[int, ...]]:
    hidden, wide = config["hidden_size"], config["intermediate_size"]
    queries = config["num_attention_heads"] * config["head_dim"]
    keys = config["num_key_value_heads"] * config["head_dim"]
    sizes: dict[str, tuple[int, ...]] = {
        "model.embed_tokens.weight": (config["vocab_size"], hidden),
        "model.norm.weight": (hidden,),
    }
    if not tied:
        sizes["lm_head.weight"] = (config["vocab_size"], hidden)
    for index in range(config["num_hidden_layers"]):
        of_a_layer: dict[str, tuple[int, ...]] = {
            "input_layernorm": (hidden,),
            "self_attn.q_proj": (queries, hidden),
            "self_attn.k_proj": (keys, hidden),
            "self_attn.v_proj": (keys, hidden),
            "self_attn.o_proj": (hidden, queries),
            "post_attention_layernorm": (hidden,),
            "mlp.gate_proj": (wide, hidden),
            "mlp.up_proj": (wide, hidden),
            "mlp.down_proj": (hidden, wide),
        }
        sizes |= {f"model.layers.{index}.{n}.weight": size for n, size in of_a_layer.items()}
    return sizes


def write_directory(
    model: TinyLlama, directory: Path, kind: str = "BF16", num_shards: int = 1
) -> Path:
    """A Hugging Face directory; kind is F32, F16 or BF16."""
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "config.json").write_text(json.dumps(model.config))
    (directory / "tokenizer.json").write_text(tokenizer_json())
    words = {"bos_token": "<|im_start|>", "eos_token": {"content": "<|im_end|>"}}
    (directory / "tokenizer_config.json").write_text(
        json.dumps(words | {"chat_template": TEMPLATE})
    )
    if num_shards == 1:
        write_safetensors(model.tensors, directory / "model.safetensors", kind)
        return directory
    weight_map = {}
    for index in range(num_shards):
        file = f"model-{index + 1:05}-of-{num_shards:05}.safetensors"
        names = list(model.tensors)[index::num_shards]
        write_safetensors({n: model.tensors[n] for n in names}, directory / file, kind)
        weight_map |= dict.fromkeys(names, file)
    index_path = directory / "model.safetensors.index.json"
    index_path.write_text(json.dumps({"metadata": {}, "weight_map": weight_map}))
    return directory


def write_safetensors(tensors: dict[str, np.ndarray], path: Path, kind: str) -> None:
    head: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    body = b""
    for name, values in tensors.items():
        data = _bytes(values, kind)
        offsets = [len(body), len(body) + len(data)]
        head[name] = {"dtype": kind, "shape": values.shape, "data_offsets": offsets}
        body += data
    path.write_bytes(safetensors_bytes(head, body))


def safetensors_bytes(head: dict[str, Any] | bytes, body: bytes) -> bytes:
    text = head if isinstance(head, bytes) else json.dumps(head).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + body


def _bytes(values: np.ndarray, kind: str) -> bytes:
    if kind == "BF16":
        return (values.view(np.uint32) >> 16).astype(np.uint16).tobytes()
    return values.astype({"F32": np.float32, "F16": np.float16}[kind]).tobytes()


def tokenizer_json() -> str:
    """The same byte-level BPE as in the GGUF file, as the library writes it."""
    model = BPE(vocab={token: index for index, token in enumerate(TOKENS)}, merges=MERGES)
    tokenizer = Tokenizer(model)
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(r"\p{N}"), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False),
        ]
    )
    tokenizer.add_special_tokens([AddedToken(text, special=True) for text in CONTROLS])
    return tokenizer.to_str()


def write_gguf(model: TinyLlama, path: Path, kind: str = "F16", **facts: Any) -> Path:
    """kind names a GGML type for the matrices; norms stay F32. Facts replace those of the model."""
    path.write_bytes(gguf_bytes(gguf_facts(model) | facts, gguf_tensors(model, kind)))
    return path


def gguf_facts(model: TinyLlama) -> dict[str, Any]:
    config = model.config
    return {
        "general.architecture": "llama",
        "llama.block_count": config["num_hidden_layers"],
        "llama.context_length": config["max_position_embeddings"],
        "llama.embedding_length": config["hidden_size"],
        "llama.feed_forward_length": config["intermediate_size"],
        "llama.attention.head_count": config["num_attention_heads"],
        "llama.attention.head_count_kv": config["num_key_value_heads"],
        "llama.attention.key_length": config["head_dim"],
        "llama.attention.value_length": config["head_dim"],
        "llama.rope.dimension_count": config["head_dim"],
        "llama.rope.freq_base": config["rope_theta"],
        "llama.attention.layer_norm_rms_epsilon": config["rms_norm_eps"],
        "tokenizer.ggml.model": "gpt2",
        "tokenizer.ggml.pre": "smollm",
        "tokenizer.ggml.tokens": TOKENS,
        "tokenizer.ggml.token_type": [3] * len(CONTROLS) + [1] * (len(TOKENS) - len(CONTROLS)),
        "tokenizer.ggml.merges": [" ".join(merge) for merge in MERGES],
        "tokenizer.ggml.bos_token_id": 1,
        "tokenizer.ggml.eos_token_id": 2,
        "tokenizer.chat_template": TEMPLATE,
    }


GgufTensor = tuple[str, tuple[int, ...], GGMLQuantizationType, bytes]


def gguf_tensors(model: TinyLlama, kind: str) -> list[GgufTensor]:
    heads = {
        "attn_q": model.config["num_attention_heads"],
        "attn_k": model.config["num_key_value_heads"],
    }
    tensors = []
    for theirs, values in model.tensors.items():
        name = theirs.removesuffix(".weight").replace("model.layers", "blk")
        for old, new in GGUF_NAMES.items():
            name = name.replace(old, new)
        part = name.rpartition(".")[2]
        if part in heads:
            values = values[paired_rows(heads[part], model.config["head_dim"])]
        own_kind = GGMLQuantizationType[kind if values.ndim == 2 else "F32"]
        data = quantize(values, own_kind).tobytes()
        tensors.append((f"{name}.weight", values.shape, own_kind, data))
    return tensors


def paired_rows(num_heads: int, head_dim: int) -> list[int]:
    """Which of Hugging Face's rows stands at each place: i and i + head_dim / 2 side by side."""
    half = head_dim // 2
    return [
        head * head_dim + i + side
        for head in range(num_heads)
        for i in range(half)
        for side in (0, half)
    ]


def gguf_bytes(facts: dict[str, Any], tensors: list[GgufTensor], **lies: Any) -> bytes:
    """A whole file. Lies replace num_tensors, num_facts, or by tensor name (dims, kind, offset)."""
    counts = lies.get("num_tensors", len(tensors)), lies.get("num_facts", len(facts))
    head = b"GGUF" + struct.pack("<IQQ", 3, *counts)
    for key, value in facts.items():
        head += _text(key) + _typed(value)
    body = b""
    for name, size, kind, data in tensors:
        dims, code, offset = lies.get(name, (tuple(reversed(size)), int(kind), len(body)))
        head += _text(name) + struct.pack(f"<I{len(dims)}QIQ", len(dims), *dims, code, offset)
        body += data + bytes(-len(data) % ALIGNMENT)
    return head + bytes(-len(head) % ALIGNMENT) + body


def _text(text: str) -> bytes:
    data = text.encode()
    return struct.pack("<Q", len(data)) + data


def _typed(value: Any) -> bytes:
    """A fact's type and its value; numbers take the smallest of the usual types."""
    if isinstance(value, list):
        kind = _kind(value[0]) if value else GGUFValueType.UINT32
        items = b"".join(_untyped(item, kind) for item in value)
        return struct.pack("<IIQ", GGUFValueType.ARRAY, kind, len(value)) + items
    return struct.pack("<I", _kind(value)) + _untyped(value, _kind(value))


def _kind(value: Any) -> GGUFValueType:
    if isinstance(value, bool):
        return GGUFValueType.BOOL
    if isinstance(value, int):
        return GGUFValueType.INT64 if value < 0 or value >= 2**32 else GGUFValueType.UINT32
    return GGUFValueType.FLOAT32 if isinstance(value, float) else GGUFValueType.STRING


def _untyped(value: Any, kind: GGUFValueType) -> bytes:
    if kind == GGUFValueType.STRING:
        return _text(value)
    layouts = {GGUFValueType.BOOL: "<?", GGUFValueType.INT64: "<q", GGUFValueType.FLOAT32: "<f"}
    return struct.pack(layouts.get(kind, "<I"), value)
