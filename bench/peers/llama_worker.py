"""Times llama.cpp in its own environment: one JSON task a line in, one JSON answer a line out.

Arguments: a GGUF file and a number of threads. Imports nothing of ours. Goes through the C API: one
sequence a prompt, each with a cache of its own (faster here than one that all share), flash
attention on, greedy.
"""

from __future__ import annotations

import ctypes
import json
import sys
import time
from statistics import median

import llama_cpp
import numpy as np

BATCH_TOKENS = 2048  # of one call; llama.cpp cuts it further
CACHE_MULTIPLE = 256  # tokens of one sequence's cache
NO_LOG = llama_cpp.llama_log_callback(lambda level, text, data: None)


class Batch:
    """Rows of (token, position, sequence, wants logits) for one call of llama_decode."""

    def __init__(self) -> None:
        self.raw = llama_cpp.llama_batch_init(BATCH_TOKENS, 0, 1)

    def fill(self, rows: list[tuple[int, int, int, bool]]) -> None:
        self.raw.n_tokens = len(rows)
        for place, (token, position, sequence, wanted) in enumerate(rows):
            self.raw.token[place] = token
            self.raw.pos[place] = position
            self.raw.n_seq_id[place] = 1
            self.raw.seq_id[place][0] = sequence
            self.raw.logits[place] = wanted


class Context:
    """A context that is just large enough for a task."""

    def __init__(self, model, num_prompts: int, num_tokens: int, num_threads: int) -> None:
        params = llama_cpp.llama_context_default_params()
        rounded = -(-num_tokens // CACHE_MULTIPLE) * CACHE_MULTIPLE
        params.n_ctx, params.n_seq_max = rounded * num_prompts, num_prompts
        params.n_batch, params.n_ubatch = BATCH_TOKENS, 512
        params.n_threads = params.n_threads_batch = num_threads
        params.flash_attn_type = llama_cpp.LLAMA_FLASH_ATTN_TYPE_ENABLED
        params.kv_unified = False
        self._raw = llama_cpp.llama_init_from_model(model, params)
        if not self._raw:
            raise RuntimeError("llama.cpp gave no context.")
        self._num_words = llama_cpp.llama_vocab_n_tokens(llama_cpp.llama_model_get_vocab(model))

    def next_tokens(self, batch: Batch, rows: list[tuple[int, int, int, bool]]) -> dict[int, int]:
        """The likeliest next token of each sequence whose last row is among the rows."""
        found = {}
        for start in range(0, len(rows), BATCH_TOKENS):
            part = rows[start : start + BATCH_TOKENS]
            batch.fill(part)
            status = llama_cpp.llama_decode(self._raw, batch.raw)
            if status:
                raise RuntimeError(f"llama_decode answered {status}.")
            for place, (_, _, sequence, wanted) in enumerate(part):
                if wanted:
                    found[sequence] = self._likeliest(place)
        return found

    def close(self) -> None:
        llama_cpp.llama_free(self._raw)

    def _likeliest(self, place: int) -> int:
        logits = llama_cpp.llama_get_logits_ith(self._raw, place)
        return int(np.ctypeslib.as_array(logits, (self._num_words,)).argmax())


def run(model, batch: Batch, task: dict, num_threads: int) -> dict[str, float]:
    prompts, num_new_tokens = task["prompts"], task["num_new_tokens"]
    longest = max(map(len, prompts))
    context = Context(model, len(prompts), longest + num_new_tokens, num_threads)
    started, steps = time.perf_counter(), []
    rows = [
        (token, position, sequence, position == len(prompt) - 1)
        for sequence, prompt in enumerate(prompts)
        for position, token in enumerate(prompt)
    ]
    for place in range(num_new_tokens):
        step_started = time.perf_counter()
        drawn = context.next_tokens(batch, rows)
        rows = [(drawn[s], len(prompt) + place, s, True) for s, prompt in enumerate(prompts)]
        steps.append(time.perf_counter() - step_started)
    total_seconds = time.perf_counter() - started
    context.close()
    return {"total_seconds": total_seconds, "step_seconds": median(steps[1:] or [0.0])}


def main() -> None:
    path, num_threads = sys.argv[1], int(sys.argv[2])
    llama_cpp.llama_log_set(NO_LOG, ctypes.c_void_p(0))
    llama_cpp.llama_backend_init()
    params = llama_cpp.llama_model_default_params()
    model = llama_cpp.llama_model_load_from_file(path.encode(), params)
    batch = Batch()
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        print(json.dumps(run(model, batch, json.loads(line), num_threads)), flush=True)


if __name__ == "__main__":
    main()
