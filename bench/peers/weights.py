"""The engine's GGUF file in the peers' formats: a Hugging Face folder, and GGUF in Q4_0.

Both are made once, into a folder of their own, and hold the same weights: in fp32 exactly, in Q4_0
rounded once more (llama.cpp has kernels for Q4_0 that it lacks for other formats of 4 bits).
"""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
from gguf import (
    GGMLQuantizationType,
    GGUFReader,
    GGUFWriter,
    LlamaFileType,
    ReaderTensor,
    dequantize,
    quantize,
)
from tokenizers import AddedToken, Regex, Tokenizer, decoders, pre_tokenizers
from tokenizers.models import BPE

CONTROL = 3  # tokenizer.ggml.token_type
LAYER_NAMES = {
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
    "attn_norm": "input_layernorm",
    "ffn_norm": "post_attention_layernorm",
}
OTHER_NAMES = {
    "token_embd.weight": "model.embed_tokens.weight",
    "output_norm.weight": "model.norm.weight",
    "output.weight": "lm_head.weight",
}


def hugging_face_folder(source: Path, home: Path) -> Path:
    """config.json, model.safetensors in fp32, tokenizer.json and the chat template."""
    folder = home / f"{source.stem}-fp32"
    if (folder / "config.json").exists():  # written last
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    reader = GGUFReader(source)
    config = _config(reader)
    tensors = {
        hugging_face_name(tensor.name): _dense(tensor, config["head_dim"])
        for tensor in reader.tensors
    }
    config["tie_word_embeddings"] = "lm_head.weight" not in tensors
    write_safetensors(folder / "model.safetensors", tensors)
    _write_tokenizer(reader, folder)
    (folder / "config.json").write_text(json.dumps(config, indent=1))
    return folder


def q4_0_file(source: Path, home: Path) -> Path:
    """The same file with its 4-bit matrices in Q4_0; the rest as it stands."""
    path = home / f"{source.stem}-as-q4_0.gguf"
    if path.exists():
        return path
    home.mkdir(parents=True, exist_ok=True)
    reader = GGUFReader(source)
    unfinished = path.with_suffix(".part")
    writer = GGUFWriter(unfinished, _value(reader, "general.architecture"))
    for name, field in reader.fields.items():
        if name == "general.file_type":
            writer.add_file_type(LlamaFileType.MOSTLY_Q4_0)
        elif not name.startswith("GGUF.") and name != "general.architecture":
            kind, *inner = field.types
            writer.add_key_value(name, field.contents(), kind, inner[0] if inner else None)
    for tensor in reader.tensors:
        kind, data = tensor.tensor_type, tensor.data
        if kind == GGMLQuantizationType.Q4_1:
            kind = GGMLQuantizationType.Q4_0
            data = quantize(dequantize(data, tensor.tensor_type), kind)
        writer.add_tensor(tensor.name, data, raw_dtype=kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return unfinished.rename(path)


def hugging_face_name(name: str) -> str:
    """blk.3.ffn_up.weight is model.layers.3.mlp.up_proj.weight."""
    if name in OTHER_NAMES:
        return OTHER_NAMES[name]
    _, index, inner, _ = name.split(".")
    return f"model.layers.{index}.{LAYER_NAMES[inner]}.weight"


def split_halves(rows: np.ndarray, head_dim: int) -> np.ndarray:
    """Rotary pairs (2i, 2i + 1) of each head, as GGUF has them, to (i, i + head_dim / 2)."""
    return rows.reshape(-1, head_dim // 2, 2, rows.shape[1]).swapaxes(1, 2).reshape(rows.shape)


def write_safetensors(path: Path, tensors: dict[str, np.ndarray]) -> None:
    """float32 only. Layout: https://huggingface.co/docs/safetensors (length, JSON, numbers)."""
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    end = 0
    for name, tensor in tensors.items():
        start, end = end, end + tensor.nbytes
        header[name] = {"dtype": "F32", "shape": tensor.shape, "data_offsets": [start, end]}
    packed = json.dumps(header).encode()
    with path.open("wb") as file:
        file.write(struct.pack("<Q", len(packed)) + packed)
        for tensor in tensors.values():
            file.write(np.ascontiguousarray(tensor, np.float32).data)


def _value(reader: GGUFReader, key: str) -> Any:
    return reader.fields[key].contents()


def _dense(tensor: ReaderTensor, head_dim: int) -> np.ndarray:
    values = dequantize(tensor.data, tensor.tensor_type).astype(np.float32, copy=False)
    is_rotated = tensor.name.endswith(("attn_q.weight", "attn_k.weight"))
    return split_halves(values, head_dim) if is_rotated else values


def _config(reader: GGUFReader) -> dict[str, Any]:
    def of(key: str) -> Any:
        return _value(reader, f"llama.{key}")

    rope_base = of("rope.freq_base")
    return {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "vocab_size": len(reader.fields["tokenizer.ggml.tokens"].data),
        "hidden_size": of("embedding_length"),
        "intermediate_size": of("feed_forward_length"),
        "num_hidden_layers": of("block_count"),
        "num_attention_heads": of("attention.head_count"),
        "num_key_value_heads": of("attention.head_count_kv"),
        "head_dim": of("embedding_length") // of("attention.head_count"),
        "max_position_embeddings": of("context_length"),
        "rms_norm_eps": of("attention.layer_norm_rms_epsilon"),
        "rope_theta": rope_base,
        "rope_parameters": {"rope_type": "default", "rope_theta": rope_base},
        "hidden_act": "silu",
        "attention_bias": False,
        "mlp_bias": False,
        "dtype": "float32",
        "bos_token_id": _value(reader, "tokenizer.ggml.bos_token_id"),
        "eos_token_id": _value(reader, "tokenizer.ggml.eos_token_id"),
    }


def _write_tokenizer(reader: GGUFReader, folder: Path) -> None:
    """Byte-level BPE that cuts digits apart, as "smollm" wants it."""
    tokens = _value(reader, "tokenizer.ggml.tokens")
    kinds = _value(reader, "tokenizer.ggml.token_type")
    merges = [tuple(merge.split(" ", 1)) for merge in _value(reader, "tokenizer.ggml.merges")]
    tokenizer = Tokenizer(BPE(vocab={t: i for i, t in enumerate(tokens)}, merges=merges))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(r"\p{N}"), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    controls = [token for token, kind in zip(tokens, kinds, strict=True) if kind == CONTROL]
    tokenizer.add_special_tokens(
        [AddedToken(token, special=True, normalized=False) for token in controls]
    )
    tokenizer.save(str(folder / "tokenizer.json"))
    settings = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "bos_token": tokens[_value(reader, "tokenizer.ggml.bos_token_id")],
        "eos_token": tokens[_value(reader, "tokenizer.ggml.eos_token_id")],
        "chat_template": _value(reader, "tokenizer.chat_template"),
        "clean_up_tokenization_spaces": False,
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(settings, indent=1))
