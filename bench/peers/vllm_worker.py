"""Times vLLM in its own environment: one JSON task a line in, one JSON answer a line out.

Arguments: a model folder and a data type; threads come from the environment. Imports nothing of
ours. Steps vLLM's engine by hand, compiled, greedy, without end tokens and without prefix cache.
"""

from __future__ import annotations

import json
import sys
import time
from statistics import median

from vllm import LLM, SamplingParams


def run(llm: LLM, task: dict, first_id: int) -> dict[str, float]:
    engine = llm.llm_engine
    num_new_tokens = task["num_new_tokens"]
    sampling = SamplingParams(
        temperature=0, max_tokens=num_new_tokens, ignore_eos=True, detokenize=False
    )
    started, steps, num_generated = time.perf_counter(), [], {}
    for place, prompt in enumerate(task["prompts"]):
        engine.add_request(str(first_id + place), {"prompt_token_ids": prompt}, sampling)
    while engine.has_unfinished_requests():
        is_decoding = len(num_generated) == len(task["prompts"])
        step_started = time.perf_counter()
        for output in engine.step():
            num_generated[output.request_id] = len(output.outputs[0].token_ids)
        if is_decoding:
            steps.append(time.perf_counter() - step_started)
    total_seconds = time.perf_counter() - started
    wrong = [count for count in num_generated.values() if count != num_new_tokens]
    if wrong:
        raise RuntimeError(f"vLLM answered {wrong[0]} tokens, not {num_new_tokens}.")
    return {"total_seconds": total_seconds, "step_seconds": median(steps or [0.0])}


def main() -> None:
    llm = LLM(
        model=sys.argv[1],
        dtype=sys.argv[2],
        max_model_len=8192,
        max_num_seqs=64,
        enable_prefix_caching=False,
        enforce_eager=False,
    )
    print(json.dumps({"ready": True}), flush=True)
    num_asked = 0
    for line in sys.stdin:
        task = json.loads(line)
        print(json.dumps(run(llm, task, num_asked)), flush=True)
        num_asked += len(task["prompts"])


if __name__ == "__main__":
    main()
