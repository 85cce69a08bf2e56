"""The one door to checkpoints: a path in, a GGUF file or a Hugging Face directory out."""

from __future__ import annotations

from pathlib import Path

from inference.engine.checkpoint.base import Checkpoint
from inference.engine.checkpoint.gguf_checkpoint import GgufCheckpoint
from inference.engine.checkpoint.hugging_face import HuggingFaceCheckpoint
from inference.engine.errors import CheckpointUnreadable


def open_checkpoint(path: Path) -> Checkpoint:
    """Reads the head, not the weights; raises CheckpointUnreadable, which names the fault."""
    if path.is_dir():
        return HuggingFaceCheckpoint(path)
    if path.suffix == ".safetensors":
        raise CheckpointUnreadable(
            f"{path.name} holds weights alone. Give the directory with its config.json as --model."
        )
    if not path.is_file():
        raise CheckpointUnreadable(
            f"There is no model file at {path}. Fetch the model, or give another --model."
        )
    return GgufCheckpoint(path)
