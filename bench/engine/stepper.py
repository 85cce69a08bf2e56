"""The engine without HTTP, without end tokens: whole batches of prompts, and how likely a text is.

load_stepper is the one place that knows how the engine is put together.
"""

from __future__ import annotations

import time
from collections.abc import Sequence as Chunks
from pathlib import Path
from typing import Any

import numpy as np

from inference.engine.checkpoint.opening import open_checkpoint
from inference.engine.config import VARIANTS, EngineConfig
from inference.engine.loading import find_maps, network_builder
from inference.engine.networks import Logits, Network
from inference.engine.runner import Runner
from inference.engine.scheduling.scheduler import Scheduler
from inference.engine.scheduling.step_plan import Chunk, StepPlan
from inference.engine.sequence import FinishReason, SamplingParams, Sequence

MOST_STREAMS = 64


class LastLogits:
    """A network that keeps the logits of its last step."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self.rows: Logits = np.empty((0, 0), np.float32)

    @property
    def takes_hash_attention(self) -> bool:
        return self._network.takes_hash_attention

    def logits(self, chunks: Chunks[Chunk]) -> Logits:
        self.rows = self._network.logits(chunks)
        return self.rows


class Stepper:
    """Steps one variant by hand; each call starts with an empty engine."""

    def __init__(
        self, config: EngineConfig, variant: str, runner: Runner, kept: LastLogits
    ) -> None:
        self._config = config
        self._variant = variant
        self._runner = runner
        self._kept = kept

    @property
    def about(self) -> dict[str, Any]:
        return {"num_threads": self._config.num_threads, "form": self._variant}

    def run(self, prompts: list[list[int]], num_new_tokens: int) -> tuple[float, list[float]]:
        """Seconds of the whole, and of each step that computed no prompt."""
        scheduler = Scheduler(self._config)
        for index, prompt in enumerate(prompts):
            scheduler.add(self._sequence(index, prompt, num_new_tokens))
        started, steps = time.perf_counter(), []
        while scheduler.has_work:
            step_started = time.perf_counter()
            plan = scheduler.plan()
            is_decoding = not any(chunk.sequence.in_prefill for chunk in plan.chunks)
            for sequence in scheduler.commit(plan, self._drawn(plan)):
                if len(sequence.answer_ids) == num_new_tokens:
                    scheduler.finish(sequence, FinishReason.LENGTH)
            if is_decoding:
                steps.append(time.perf_counter() - step_started)
        return time.perf_counter() - started, steps

    def score(self, token_ids: list[int]) -> tuple[list[float], list[int]]:
        """Of each token but the first: its log-probability, and the likeliest at its place.

        Decoded token by token through the cache; instead of what is drawn comes the text.
        """
        scheduler = Scheduler(self._config)
        sequence = self._sequence(0, token_ids[:1], len(token_ids))
        scheduler.add(sequence)
        logprobs, likeliest = [], []
        for token_id in token_ids[1:]:
            plan = scheduler.plan()
            self._runner.run(plan)
            row = self._kept.rows[0].astype(np.float64)
            scores = row - np.log(np.exp(row - row.max()).sum()) - row.max()
            logprobs.append(float(scores[token_id]))
            likeliest.append(int(scores.argmax()))
            scheduler.commit(plan, {sequence.sequence_id: token_id})
        scheduler.finish(sequence, FinishReason.LENGTH)
        return logprobs, likeliest

    def _drawn(self, plan: StepPlan) -> dict[int, int]:
        return {index: drawn.token_id for index, drawn in self._runner.run(plan).items()}

    def _sequence(self, index: int, prompt: list[int], num_new_tokens: int) -> Sequence:
        sampling = SamplingParams(0, 1, seed=0, max_new_tokens=num_new_tokens)
        return Sequence(index, self._variant, prompt, sampling)


def load_stepper(model_path: Path, variant_name: str | None) -> Stepper:
    """The variant of that name, or the first; raises CheckpointUnreadable, or StopIteration."""
    config = EngineConfig(model_path, max_sequences=MOST_STREAMS)
    variant = next(v for v in VARIANTS if variant_name in (v.name, None))
    checkpoint = open_checkpoint(config.model_path)
    build = network_builder(checkpoint, config, find_maps(checkpoint, config))
    network = LastLogits(build(variant))
    return Stepper(config, variant.name, Runner({variant.name: network}), network)
