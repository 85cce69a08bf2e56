"""Everything that is measured of the engine, in order; one JSON line each."""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from bench.engine import hash_answers, hash_decode, hash_layers, limits, perplexity
from bench.engine.footprint import compare_memory, compare_start
from bench.engine.machine import busy_core
from bench.engine.quality import compare_quality, text_ids
from bench.engine.tasks import AGAINST_THE_BEST, BEST, BUSY_TASK, TASKS, Kind, Task
from bench.engine.versus import Peer, compare, find_best, opened
from bench.options import Options
from bench.peers.process import Worker, WorkerEnded
from bench.peers.set_up import ROOT, PeerMissing
from bench.peers.settings import SETTINGS, WEIGHTS, settings_of
from bench.peers.weights import hugging_face_folder
from bench.report import Result, report, report_fact

MODEL = Path(
    os.environ.get("MODEL_PATH") or ROOT / "var" / "models" / "smollm2-135m-instruct-q4_1.gguf"
)
BUSY_PEER, HEAVY_PEER, EXACT_PEER = "llama.cpp", "vllm", "transformers"
LIMIT_LINES = ("limit-bandwidth", "limit-gemm-int8", "limit-decode-share", "limit-prefill-share")
SEED = 0


class EngineBenchmark:
    """Our side is one process for all speeds; a peer's are opened for as long as it is measured."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._rng = random.Random(SEED)
        variant = (options.variant,) if options.variant else ()
        self._command = (sys.executable, "-m", "bench.engine.worker", str(MODEL), *variant)

    def run(self) -> None:
        results: list[Result] = []
        with Worker(self._command) as ours:
            for peer in SETTINGS:
                try:
                    for result in self._versus(peer, ours):
                        report(result)
                        results.append(result)
                except (PeerMissing, WorkerEnded) as error:
                    report_fact(f"without-{peer}", reason=str(error))
            for name in AGAINST_THE_BEST:
                self._report_the_best(name, results)
            self._measure_limits(ours)
            self._measure_quality(ours)
        if self._options.wants("perplexity"):
            perplexity.measure(MODEL)
        if self._options.wants("hash-layer"):
            hash_layers.measure(self._options.num_rounds(20))
        if self._options.wants("hash-decode"):
            hash_decode.measure(MODEL, self._options.num_rounds(9))
        if self._options.wants("hash-answers"):
            hash_answers.measure(MODEL)

    def _versus(self, peer: str, ours: Worker) -> Iterator[Result]:
        """All lines about one peer; raises PeerMissing or WorkerEnded."""
        tasks = [task for task in TASKS if self._wants(task, peer)]
        is_busy = peer == BUSY_PEER and self._options.wants(BUSY_TASK.line(peer))
        starts = peer == HEAVY_PEER and self._options.wants(f"start-vs-{peer}")
        remembers = peer == HEAVY_PEER and self._options.wants(f"memory-64-vs-{peer}")
        kinds = {task.kind for task in tasks} | ({Kind.DECODE} if is_busy or starts else set())
        kinds |= {Kind.SERVE} if remembers else set()
        if not kinds:
            return
        best = find_best(settings_of(peer, MODEL), sorted(kinds), self._rng)
        with opened(best) as theirs:
            for task in [*tasks, *[BUSY_TASK] * is_busy]:
                yield self._compare(task, ours, theirs)
        if is_busy:
            yield self._busy_at_its_best(peer, ours)
        if starts:
            num_rounds = self._options.num_rounds(3)
            yield compare_start(self._command, best[Kind.DECODE], num_rounds, self._rng)
        if remembers:
            yield compare_memory(self._command, best[Kind.SERVE], self._rng)

    def _compare(self, task: Task, ours: Worker, theirs: Peer) -> Result:
        return compare(task, ours, theirs, self._options.num_rounds(task.num_rounds), self._rng)

    def _busy_at_its_best(self, peer: str, ours: Worker) -> Result:
        """Against the setting that one would choose who knew that a core will be busy."""
        with busy_core():
            best = find_best(settings_of(peer, MODEL), [Kind.DECODE], self._rng, "-busy")
        with opened(best) as theirs:
            result = self._compare(BUSY_TASK, ours, theirs)
        return replace(result, name=f"{result.name}-at-its-best", goal=None)

    def _wants(self, task: Task, peer: str) -> bool:
        is_for_the_best = task.name in AGAINST_THE_BEST and self._options.wants(task.line(BEST))
        return is_for_the_best or self._options.wants(task.line(peer))

    def _report_the_best(self, name: str, results: list[Result]) -> None:
        """The line about the peer that comes closest, of those that were measured."""
        line = f"{name}-vs-{BEST}"
        candidates = [result for result in results if result.name.startswith(f"{name}-vs-")]
        if not candidates or not self._options.wants(line):
            return
        closest = min(candidates, key=lambda result: result.ratio)
        among = [result.peer for result in candidates]
        report(replace(closest, name=line, conditions={**closest.conditions, "among": among}))

    def _measure_limits(self, ours: Worker) -> None:
        if not any(map(self._options.wants, LIMIT_LINES)):
            return
        num_rounds = self._options.num_rounds(3)
        work = limits.work_of(MODEL)
        with limits.compiled_meter() as meter:
            for result in limits.limit_results(meter.read()):
                report(result)
            report(limits.decode_share(ours, meter, work, num_rounds, self._rng))
            report(limits.prefill_share(ours, meter, work, num_rounds, self._rng))

    def _measure_quality(self, ours: Worker) -> None:
        if not self._options.wants("quality-vs-transformers"):
            return
        try:
            exact = next(s for s in settings_of(EXACT_PEER, MODEL) if s.form == "float32")
            with Worker(exact.command) as theirs:
                token_ids = text_ids(hugging_face_folder(MODEL, WEIGHTS))
                report(compare_quality(ours, theirs, token_ids))
        except (PeerMissing, WorkerEnded) as error:
            report_fact("without-quality", reason=str(error))


def main(options: Options) -> None:
    EngineBenchmark(options).run()
