"""Times the engine for bench.engine: one JSON task a line in, one JSON answer a line out."""

from __future__ import annotations

import os

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # as the engine runs

import json
import sys
import time
from pathlib import Path
from statistics import median

import torch

from inference.engine.attention.dense import DenseAttention
from inference.engine.checkpoint.base import Shape
from inference.engine.checkpoint.opening import open_checkpoint
from inference.engine.config import EngineConfig
from inference.engine.kv_cache import KVCache
from inference.engine.network.torch_network import TorchNetwork
from inference.engine.network.transformer import Transformer, Weights
from inference.engine.network.weights import load_weights
from inference.engine.runner import Runner
from inference.engine.scheduling.scheduler import Scheduler
from inference.engine.sequence import FinishReason, SamplingParams, Sequence

PLAIN = "plain"


class Stepper:
    """The engine without HTTP and without end tokens."""

    def __init__(self, config: EngineConfig, shape: Shape, weights: Weights) -> None:
        size = (shape.num_layers, shape.num_kv_heads, shape.head_dim)
        cache = KVCache(*size, config.num_blocks, config.block_size)
        network = TorchNetwork(Transformer(shape, weights, DenseAttention(cache)), cache)
        self._runner = Runner({PLAIN: network})
        self._config = config

    def run(self, prompts: list[list[int]], num_new_tokens: int) -> tuple[float, list[float]]:
        """Seconds of the whole, and of each step that computed no prompt."""
        scheduler = Scheduler(self._config)
        sampling = SamplingParams(0, 1, seed=0, max_new_tokens=num_new_tokens)
        for index, prompt in enumerate(prompts):
            scheduler.add(Sequence(index, PLAIN, prompt, sampling))
        started, steps = time.perf_counter(), []
        while scheduler.has_work:
            step_started = time.perf_counter()
            plan = scheduler.plan()
            decoding = not any(chunk.sequence.in_prefill for chunk in plan.chunks)
            drawn = self._runner.run(plan)
            token_ids = {index: token.token_id for index, token in drawn.items()}
            for sequence in scheduler.commit(plan, token_ids):
                if len(sequence.answer_ids) == num_new_tokens:
                    scheduler.finish(sequence, FinishReason.LENGTH)
            if decoding:
                steps.append(time.perf_counter() - step_started)
        return time.perf_counter() - started, steps


def export(shape: Shape, weights: Weights, path: Path) -> None:
    """The same weights under transformers' names, with its order of the rotary pairs."""

    def split_halves(rows: torch.Tensor) -> torch.Tensor:
        """From pairs (2i, 2i + 1) to pairs (i, i + head_dim / 2)."""
        return (
            rows.view(-1, shape.head_dim // 2, 2, shape.hidden_size).transpose(1, 2).flatten(0, 2)
        )

    state = {
        "model.embed_tokens.weight": weights.embedding.float(),
        "model.norm.weight": weights.final_norm,
    }
    for index, layer in enumerate(weights.layers):
        start = f"model.layers.{index}"
        query, key, value = layer.qkv.dense().split(
            [shape.hidden_size, shape.kv_size, shape.kv_size]
        )
        gate, up = layer.gate_up.dense().chunk(2)
        state |= {
            f"{start}.self_attn.q_proj.weight": split_halves(query),
            f"{start}.self_attn.k_proj.weight": split_halves(key),
            f"{start}.self_attn.v_proj.weight": value.clone(),
            f"{start}.self_attn.o_proj.weight": layer.attention_out.dense(),
            f"{start}.mlp.gate_proj.weight": gate.clone(),
            f"{start}.mlp.up_proj.weight": up.clone(),
            f"{start}.mlp.down_proj.weight": layer.down.dense(),
            f"{start}.input_layernorm.weight": layer.attention_norm,
            f"{start}.post_attention_layernorm.weight": layer.feed_forward_norm,
        }
    torch.save(state, path)


def main() -> None:
    config = EngineConfig(Path(sys.argv[1]))
    torch.set_num_threads(config.num_threads)
    checkpoint = open_checkpoint(config.model_path)
    shape, weights = checkpoint.shape, load_weights(checkpoint, config.num_threads)
    export(shape, weights, Path(sys.argv[2]))
    stepper = Stepper(config, shape, weights)
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        task = json.loads(line)
        total_seconds, steps = stepper.run(task["prompts"], task["num_new_tokens"])
        answer = {"total_seconds": total_seconds, "step_seconds": median(steps or [0.0])}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
