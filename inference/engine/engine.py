"""The heart: one loop in one thread.

1 take what arrived   requests and aborts from the inbox
2 schedule            which tokens of which sequences
3 run                 the network computes and draws
4 commit              append, finish, free blocks
5 deliver             text to each listener
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Protocol

from inference.engine.scheduling.scheduler import Scheduler
from inference.engine.scheduling.step_plan import StepPlan
from inference.engine.sequence import FinishReason, Sequence
from inference.engine.tokenizer.text_stream import TextStream
from inference.engine.tokenizer.vocabulary import Vocabulary

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a step brought for one request. failed: the engine broke, the text is not whole."""

    text: str
    num_answer_tokens: int
    finish_reason: FinishReason | None = None
    failed: bool = False


Listener = Callable[[Delivery], object]


class StepRunner(Protocol):
    def run(self, plan: StepPlan) -> dict[int, int]:
        """Next token by sequence id, for chunks that end in a draw."""


@dataclass(frozen=True, slots=True)
class _Submit:
    sequence: Sequence
    listener: Listener


@dataclass(frozen=True, slots=True)
class _Abort:
    sequence_id: int


@dataclass(frozen=True, slots=True)
class _Stop:
    pass


@dataclass(slots=True)
class _Request:
    sequence: Sequence
    stream: TextStream
    listener: Listener


class Engine:
    """submit, abort and stop may be called from any thread; everything else from the engine's."""

    def __init__(self, scheduler: Scheduler, runner: StepRunner, vocabulary: Vocabulary) -> None:
        self._scheduler = scheduler
        self._runner = runner
        self._vocabulary = vocabulary
        self._inbox: SimpleQueue[_Submit | _Abort | _Stop] = SimpleQueue()
        self._requests: dict[int, _Request] = {}
        self._stopping = False

    def submit(self, sequence: Sequence, listener: Listener) -> None:
        """The listener is called in the engine's thread, last with a finish reason or failed."""
        self._inbox.put(_Submit(sequence, listener))

    def abort(self, sequence_id: int) -> None:
        """Ends a request without a further delivery; nothing happens if it has ended already."""
        self._inbox.put(_Abort(sequence_id))

    def stop(self) -> None:
        self._inbox.put(_Stop())

    def run_until_stopped(self) -> None:
        """Steps while there is work and sleeps while there is none."""
        while not self._stopping:
            self.take_inbox(wait=not self._scheduler.has_work)
            if self._scheduler.has_work:
                self._step_or_fail()
            else:
                self._scheduler.check()

    def take_inbox(self, wait: bool) -> None:
        """Accept all that has arrived; with `wait`, sleep until something has."""
        try:
            self._take(self._inbox.get(block=wait))
            while True:
                self._take(self._inbox.get_nowait())
        except Empty:
            return

    def step(self) -> None:
        plan = self._scheduler.plan()
        token_ids = self._runner.run(plan)
        for sequence in self._scheduler.commit(plan, token_ids):
            self._deliver(self._requests[sequence.sequence_id])

    def _take(self, message: _Submit | _Abort | _Stop) -> None:
        match message:
            case _Submit(sequence, listener):
                stream = TextStream(sequence.sampling.stop)
                self._requests[sequence.sequence_id] = _Request(sequence, stream, listener)
                self._scheduler.add(sequence)
            case _Abort(sequence_id):
                request = self._requests.get(sequence_id)
                if request:
                    self._finish(request, FinishReason.ABORT)
            case _Stop():
                self._stopping = True

    def _deliver(self, request: _Request) -> None:
        """Tell the listener what its newest token brought, and end the request if it is over."""
        sequence, stream = request.sequence, request.stream
        newest = sequence.answer_ids[-1]
        ended = newest in self._vocabulary.end_ids
        text = "" if ended else stream.push(self._vocabulary.token_bytes(newest))
        reason = None
        if ended or stream.stopped:
            reason = FinishReason.STOP
        elif len(sequence.answer_ids) >= sequence.sampling.max_new_tokens:
            reason = FinishReason.LENGTH
        if reason:
            text += stream.finish()
            self._finish(request, reason)
        request.listener(Delivery(text, len(sequence.answer_ids), reason))

    def _finish(self, request: _Request, reason: FinishReason) -> None:
        self._scheduler.finish(request.sequence, reason)
        del self._requests[request.sequence.sequence_id]

    def _step_or_fail(self) -> None:
        """A step that breaks ends every open request: their cache can no longer be trusted."""
        try:
            self.step()
        except Exception:
            logger.exception("A step broke; %d requests are lost.", len(self._requests))
            for request in list(self._requests.values()):
                self._finish(request, FinishReason.ABORT)
                num_tokens = len(request.sequence.answer_ids)
                request.listener(Delivery("", num_tokens, failed=True))
            self._scheduler.forget_cached()
