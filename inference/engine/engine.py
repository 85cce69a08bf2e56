"""The heart: one loop in one thread.

1 take what arrived   requests and aborts from the inbox
2 schedule            which tokens of which sequences
3 run                 the network computes and draws
4 commit              append, finish, free blocks
5 deliver             text to each listener
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Protocol

from prometheus_client import CollectorRegistry

from inference.engine.metrics import Metrics
from inference.engine.sampler import Drawn
from inference.engine.scheduling.scheduler import Scheduler
from inference.engine.scheduling.step_plan import StepPlan
from inference.engine.sequence import FinishReason, Sequence
from inference.engine.tokenizer.text_stream import TextStream
from inference.engine.tokenizer.vocabulary import Vocabulary

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class AnswerToken:
    """A token of an answer with log-probabilities; text_offset counts the characters before it.

    The end token is none of them. Those of a stop string are, though their text is not shown.
    """

    drawn: Drawn
    text_offset: int


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a step brought for one sequence.

    failed: the text is not whole and nothing follows; too_complex: since its grammar was.
    token: where log-probabilities were asked for; its text may come later, in whole characters.
    """

    text: str
    num_answer_tokens: int
    finish_reason: FinishReason | None = None
    failed: bool = False
    too_complex: bool = False
    token: AnswerToken | None = None


Listener = Callable[[Delivery], object]


class StepRunner(Protocol):
    def run(self, plan: StepPlan) -> dict[int, Drawn]:
        """Next token by sequence id, for chunks that end in a draw."""


@dataclass(frozen=True, slots=True)
class _Submit:
    sequence: Sequence
    listener: Listener
    arrived_seconds: float


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
    told_seconds: float  # when it arrived, then when its newest token came; of the clock


class Engine:
    """submit, abort and stop may be called from any thread; everything else from the engine's."""

    def __init__(
        self,
        scheduler: Scheduler,
        runner: StepRunner,
        vocabulary: Vocabulary,
        metrics: Metrics | None = None,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._scheduler = scheduler
        self._runner = runner
        self._vocabulary = vocabulary
        self._metrics = metrics or Metrics(CollectorRegistry(), scheduler)
        self._clock = clock
        self._inbox: SimpleQueue[_Submit | _Abort | _Stop] = SimpleQueue()
        self._requests: dict[int, _Request] = {}
        self._stopping = False

    def submit(self, sequence: Sequence, listener: Listener) -> None:
        """The listener is called in the engine's thread, last with a finish reason or failed."""
        self._inbox.put(_Submit(sequence, listener, self._clock()))

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
        started = self._clock()
        plan = self._scheduler.plan()
        drawn = self._runner.run(plan)
        token_ids = {sequence_id: token.token_id for sequence_id, token in drawn.items()}
        advanced = self._scheduler.commit(plan, token_ids)
        ended = self._clock()
        for sequence in advanced:
            self._deliver(self._requests[sequence.sequence_id], drawn[sequence.sequence_id], ended)
        self._metrics.step_ended(ended - started, len(advanced))

    def _take(self, message: _Submit | _Abort | _Stop) -> None:
        match message:
            case _Submit(sequence, listener, arrived_seconds):
                stream = TextStream(sequence.sampling.stop)
                request = _Request(sequence, stream, listener, arrived_seconds)
                self._requests[sequence.sequence_id] = request
                self._scheduler.add(sequence)
            case _Abort(sequence_id):
                if sequence_id in self._requests:
                    self._finish(self._requests[sequence_id], FinishReason.ABORT)
                    self._metrics.sequence_aborted()
            case _Stop():
                self._stopping = True

    def _deliver(self, request: _Request, drawn: Drawn, now: float) -> None:
        """Tell the listener what its newest token brought, and end the request if it is over."""
        sequence, stream = request.sequence, request.stream
        self._time(request, now)
        if sequence.constraint:
            sequence.constraint.accept(drawn.token_id)
            if sequence.constraint.failed:
                self._fail(request, too_complex=True)
                return
        ended = drawn.token_id in self._vocabulary.end_ids and not sequence.sampling.ignore_eos
        token = None
        if drawn.logprob is not None and not ended:
            token = AnswerToken(drawn, stream.num_characters)
        text = "" if ended else stream.push(self._vocabulary.token_bytes(drawn.token_id))
        num_tokens = len(sequence.answer_ids)
        reason = None
        if ended or stream.stopped:
            reason = FinishReason.STOP
        elif num_tokens >= sequence.sampling.max_new_tokens:
            reason = FinishReason.LENGTH
        if reason:
            text += stream.finish()
            self._finish(request, reason)
        request.listener(Delivery(text, num_tokens, reason, token=token))

    def _time(self, request: _Request, now: float) -> None:
        is_first = len(request.sequence.answer_ids) == 1
        tell = self._metrics.first_token if is_first else self._metrics.next_token
        tell(now - request.told_seconds)
        request.told_seconds = now

    def _finish(self, request: _Request, reason: FinishReason) -> None:
        self._scheduler.finish(request.sequence, reason)
        self._metrics.sequence_ended(request.sequence)
        del self._requests[request.sequence.sequence_id]

    def _fail(self, request: _Request, too_complex: bool = False) -> None:
        self._finish(request, FinishReason.ABORT)
        self._metrics.sequence_failed()
        num_tokens = len(request.sequence.answer_ids)
        request.listener(Delivery("", num_tokens, failed=True, too_complex=too_complex))

    def _step_or_fail(self) -> None:
        """A step that breaks ends every open request: their cache can no longer be trusted."""
        try:
            self.step()
        except Exception:
            logger.exception("A step broke; %d requests are lost.", len(self._requests))
            for request in list(self._requests.values()):
                self._fail(request)
            self._scheduler.forget_cached()
