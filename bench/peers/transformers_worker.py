"""Times transformers in its own environment: one JSON task a line in, one JSON answer a line out.

Arguments: a model folder, a data type, a number of threads. Imports nothing of ours. Greedy, sdpa
attention. A task with "score" asks how likely each token of a text is after those before it.
"""

from __future__ import annotations

import json
import sys
import time
from statistics import median

import torch
from transformers import AutoModelForCausalLM


def run(model, task: dict) -> dict[str, float]:
    started, steps, past = time.perf_counter(), [], None
    token_ids = torch.tensor(task["prompts"])
    for _ in range(task["num_new_tokens"]):
        step_started = time.perf_counter()
        output = model(token_ids, past_key_values=past, use_cache=True, logits_to_keep=1)
        past, token_ids = output.past_key_values, output.logits[:, -1].argmax(-1, keepdim=True)
        steps.append(time.perf_counter() - step_started)
    return {
        "total_seconds": time.perf_counter() - started,
        "step_seconds": median(steps[1:] or [0.0]),
    }


def score(model, token_ids: list[int]) -> dict[str, list]:
    """Of each token but the first: its log-probability, and the likeliest token at its place."""
    scores = model(torch.tensor([token_ids])).logits[0, :-1].float().log_softmax(-1)
    chosen = scores.gather(1, torch.tensor(token_ids[1:])[:, None])[:, 0]
    return {"logprobs": chosen.tolist(), "likeliest": scores.argmax(-1).tolist()}


@torch.inference_mode()
def main() -> None:
    folder, dtype, num_threads = sys.argv[1:]
    torch.set_num_threads(int(num_threads))
    model = AutoModelForCausalLM.from_pretrained(
        folder, dtype=getattr(torch, dtype), attn_implementation="sdpa"
    ).eval()
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        task = json.loads(line)
        answer = score(model, task["score"]) if "score" in task else run(model, task)
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
