"""What Prometheus may know: counts, sizes and times of one engine process; no torch.

Everything is collected in what is passed in. Counting is cheap enough for every token.
"""

from __future__ import annotations

from typing import TypedDict

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)

from inference.engine.scheduling.scheduler import Scheduler
from inference.engine.sequence import Sequence

SHORT_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5)
LONG_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class _Place(TypedDict):
    """Where the library is to keep a metric; otherwise it takes a global place."""

    registry: CollectorRegistry


class Metrics:
    """Gauges ask the scheduler when they are read; the rest is told by who acts."""

    def __init__(self, collectors: CollectorRegistry, scheduler: Scheduler) -> None:
        self._collectors = collectors
        self._kept_there: _Place = {"registry": collectors}
        ProcessCollector(**self._kept_there)  # its memory, processor time and open files
        self._requests = Counter(
            "agon_engine_requests",
            "Requests answered or refused",
            ("endpoint", "status"),
            **self._kept_there,
        )
        self._prompt_tokens = self._counter("prompt_tokens", "Prompt tokens of ended sequences")
        self._cached_tokens = self._counter(
            "cached_prompt_tokens", "Those of them that were found in the cache"
        )
        self._generated_tokens = self._counter("generated_tokens", "Tokens drawn")
        self._aborted = self._counter("aborted_sequences", "Sequences whose client left")
        self._failed = self._counter("failed_sequences", "Sequences that the engine lost")
        self._first_token = self._histogram(
            "time_to_first_token_seconds", "From arrival to the first token", LONG_SECONDS
        )
        self._next_token = self._histogram(
            "inter_token_seconds", "From one token of a sequence to its next", SHORT_SECONDS
        )
        self._steps = self._histogram("step_seconds", "Duration of a step", SHORT_SECONDS)
        for name, words, read in (
            ("running_sequences", "In the batch", lambda: scheduler.num_running),
            ("waiting_sequences", "Not yet admitted", lambda: scheduler.num_waiting),
            (
                "free_blocks",
                "Blocks of the cache to give",
                lambda: scheduler.num_free_blocks,
            ),
        ):
            Gauge(f"agon_engine_{name}", words, **self._kept_there).set_function(read)

    def request_answered(self, endpoint: str, status: int) -> None:
        self._requests.labels(endpoint, str(status)).inc()

    def step_ended(self, seconds: float, num_drawn: int) -> None:
        self._steps.observe(seconds)
        self._generated_tokens.inc(num_drawn)

    def first_token(self, seconds: float) -> None:
        self._first_token.observe(seconds)

    def next_token(self, seconds: float) -> None:
        self._next_token.observe(seconds)

    def sequence_ended(self, sequence: Sequence) -> None:
        self._prompt_tokens.inc(len(sequence.prompt_ids))
        self._cached_tokens.inc(sequence.num_cached_prompt_tokens)

    def sequence_aborted(self) -> None:
        self._aborted.inc()

    def sequence_failed(self) -> None:
        self._failed.inc()

    def exposition(self) -> bytes:
        """All of it in Prometheus' text format."""
        return generate_latest(self._collectors)

    def _counter(self, name: str, words: str) -> Counter:
        return Counter(f"agon_engine_{name}", words, **self._kept_there)

    def _histogram(self, name: str, words: str, buckets: tuple[float, ...]) -> Histogram:
        return Histogram(f"agon_engine_{name}", words, buckets=buckets, **self._kept_there)
