"""Times transformers for bench.engine, in the peer's own environment: the same tasks, the same
weights in fp32, sdpa attention, greedy. Imports nothing of ours."""

from __future__ import annotations

import json
import os
import sys
import time
from statistics import median

import torch
from transformers import LlamaConfig, LlamaForCausalLM

CONFIG = LlamaConfig(
    vocab_size=49152,
    hidden_size=576,
    intermediate_size=1536,
    num_hidden_layers=30,
    num_attention_heads=9,
    num_key_value_heads=3,
    max_position_embeddings=8192,
    rms_norm_eps=1e-5,
    rope_parameters={"rope_type": "default", "rope_theta": 100000.0},
    tie_word_embeddings=True,
    attn_implementation="sdpa",
)


def run(model: LlamaForCausalLM, prompts: list[list[int]], num_new_tokens: int) -> dict:
    started, steps, past = time.perf_counter(), [], None
    token_ids = torch.tensor(prompts)
    for _ in range(num_new_tokens):
        step_started = time.perf_counter()
        output = model(token_ids, past_key_values=past, use_cache=True, logits_to_keep=1)
        past, token_ids = output.past_key_values, output.logits[:, -1].argmax(-1, keepdim=True)
        steps.append(time.perf_counter() - step_started)
    return {
        "total_seconds": time.perf_counter() - started,
        "step_seconds": median(steps[1:] or [0.0]),
    }


@torch.inference_mode()
def main() -> None:
    torch.set_num_threads(os.cpu_count() or 1)
    model = LlamaForCausalLM(CONFIG).eval()
    state = torch.load(sys.argv[1])
    model.load_state_dict(state | {"lm_head.weight": state["model.embed_tokens.weight"]})
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        task = json.loads(line)
        print(json.dumps(run(model, task["prompts"], task["num_new_tokens"])), flush=True)


if __name__ == "__main__":
    main()
