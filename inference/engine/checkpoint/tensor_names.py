"""Which tensors a Llama of a given shape has, and what Hugging Face calls them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from inference.engine.checkpoint.base import Shape
from inference.engine.errors import CheckpointUnreadable
from inference.engine.facts import shown

HEAD = "output.weight"  # may be missing: then the embedding is the head as well
WHOLE = {  # GGUF name -> Hugging Face name
    "token_embd.weight": "model.embed_tokens.weight",
    "output_norm.weight": "model.norm.weight",
    HEAD: "lm_head.weight",
}
OF_A_LAYER = {
    "attn_norm": "input_layernorm",
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "ffn_norm": "post_attention_layernorm",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
}

Size = tuple[int, ...]


def check_tensors(
    expected: Mapping[str, Size], found: Mapping[str, Size], optional: Collection[str]
) -> None:
    """Every expected tensor is there with its size; beyond these, optional ones may be there.

    Any other is a part of the network that this engine would leave out. Raises
    CheckpointUnreadable.
    """
    for name, size in expected.items():
        if name not in found:
            if name in optional:
                continue
            raise CheckpointUnreadable(f"The model lacks the tensor {name}. Fetch it again.")
        if found[name] != size:
            raise CheckpointUnreadable(
                f"The tensor {name} is {found[name]}, not {size} as the model's own words have "
                "it. Fetch it again."
            )
    for name in found:
        if name not in expected and name not in optional:
            raise CheckpointUnreadable(
                f"The model has a tensor {shown(name)}, which this engine would leave out. "
                "Use a plain Llama: no biases, no experts, no adapters."
            )


def tensor_sizes(shape: Shape) -> Iterator[tuple[str, Size]]:
    """GGUF names and sizes, the outputs first."""
    hidden, wide = shape.hidden_size, shape.feed_forward_size
    yield "token_embd.weight", (shape.vocabulary_size, hidden)
    yield "output_norm.weight", (hidden,)
    yield HEAD, (shape.vocabulary_size, hidden)
    of_a_layer: dict[str, Size] = {
        "attn_norm": (hidden,),
        "attn_q": (shape.query_size, hidden),
        "attn_k": (shape.kv_size, hidden),
        "attn_v": (shape.kv_size, hidden),
        "attn_output": (hidden, shape.query_size),
        "ffn_norm": (hidden,),
        "ffn_gate": (wide, hidden),
        "ffn_up": (wide, hidden),
        "ffn_down": (hidden, wide),
    }
    for index in range(shape.num_layers):
        for name, size in of_a_layer.items():
            yield f"blk.{index}.{name}.weight", size


def hugging_face_name(name: str) -> str:
    """blk.3.attn_q.weight -> model.layers.3.self_attn.q_proj.weight"""
    if name in WHOLE:
        return WHOLE[name]
    _, index, part, ending = name.split(".")
    return f"model.layers.{index}.{OF_A_LAYER[part]}.{ending}"
