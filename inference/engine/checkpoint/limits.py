"""How large the sizes of a network may be: far above every real Llama, far below nonsense."""

from __future__ import annotations

from inference.engine.checkpoint.base import Shape
from inference.engine.errors import CheckpointUnreadable
from inference.engine.facts import shown

Range = tuple[int, int]

LAYERS: Range = (1, 1024)
HEADS: Range = (1, 1024)
HEAD_DIM: Range = (2, 1024)
WIDTH: Range = (1, 2**20)
VOCABULARY: Range = (1, 2**20)
CONTEXT_TOKENS: Range = (1, 2**20)
ROPE_BASE = (1.0, 1e12)
RMS_EPSILON = (0.0, 1.0)


def check_shape(shape: Shape) -> Shape:
    """The shape itself, where its sizes fit each other; raises CheckpointUnreadable."""
    if shape.num_heads % shape.num_kv_heads:
        raise CheckpointUnreadable(
            f"{shape.num_heads} query heads cannot share {shape.num_kv_heads} key heads evenly. "
            "Fetch the model again."
        )
    if shape.head_dim % 2:
        raise CheckpointUnreadable(
            f"Heads of {shape.head_dim} numbers cannot be turned in pairs; the size of a head "
            "must be even. Use another model."
        )
    if shape.rope_factors is not None and len(shape.rope_factors) != shape.head_dim // 2:
        raise CheckpointUnreadable(
            f"There are {len(shape.rope_factors)} rotary factors for {shape.head_dim // 2} pairs. "
            "Fetch the model again."
        )
    return shape


def head_dim_of(hidden_size: int, num_heads: int) -> int:
    """Where the file does not say it: the hidden size in equal shares."""
    if hidden_size % num_heads:
        raise CheckpointUnreadable(
            f"A hidden size of {hidden_size} cannot be shared by {num_heads} heads evenly. "
            "Fetch the model again."
        )
    return hidden_size // num_heads


def check_architecture(found: object, known: tuple[str, ...]) -> None:
    if found not in known:
        raise CheckpointUnreadable(
            f"The model's architecture is {shown(found)}; this engine runs {known[0]} only. "
            "Use a model of the Llama family, such as SmolLM2."
        )
