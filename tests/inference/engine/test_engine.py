"""The loop delivers, ends, fails and frees as it says; the network is a script here."""

from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry

from inference.engine.config import EngineConfig
from inference.engine.engine import Engine
from inference.engine.metrics import Metrics
from inference.engine.sampler import Drawn
from inference.engine.scheduling.scheduler import Scheduler
from inference.engine.sequence import FinishReason, SamplingParams, Sequence

CONFIG = EngineConfig(Path("unused"), max_sequences=4, block_size=4, num_blocks=64)
WORDS = {1: b"one ", 2: b"two ", 3: "🦊".encode()[:2], 4: "🦊".encode()[2:]}
END = 0


class Vocabulary:
    end_ids = frozenset({END})

    def token_bytes(self, token_id):
        return WORDS.get(token_id, b"")


class Script:
    """Draws the given tokens, one a step, for every sequence; None breaks the step."""

    def __init__(self, *token_ids, logprob=None):
        self._tokens = list(token_ids)
        self._logprob = logprob

    def run(self, plan):
        token_id = self._tokens.pop(0)
        if token_id is None:
            raise RuntimeError("a broken network")
        drawn = Drawn(token_id, self._logprob)
        return {c.sequence.sequence_id: drawn for c in plan.chunks if c.ends_in_a_draw}


class Clock:
    """A second passes at each look."""

    def __init__(self):
        self.seconds = 0.0

    def __call__(self):
        self.seconds += 1
        return self.seconds


class Bench:
    def __init__(self, *token_ids, **script):
        self.scheduler = Scheduler(CONFIG)
        self.collectors = CollectorRegistry()
        metrics = Metrics(self.collectors, self.scheduler)
        runner = Script(*token_ids, **script)
        self.engine = Engine(self.scheduler, runner, Vocabulary(), metrics, Clock())
        self.deliveries = []

    def ask(self, sequence_id=1, **sampling):
        fields = {"temperature": 0, "top_p": 1, "seed": 0, "max_new_tokens": 9} | sampling
        sequence = Sequence(sequence_id, "plain", [5, 5, 5], SamplingParams(**fields))
        self.engine.submit(sequence, self.deliveries.append)
        return sequence

    def run(self):
        """Until nothing is left to do; what breaks is caught as in the engine's own thread."""
        self.engine.stop()
        self.engine.take_inbox(wait=False)
        while self.scheduler.has_work:
            self.engine._step_or_fail()
        self.scheduler.check()
        assert self.scheduler.num_free_blocks == CONFIG.num_blocks

    def metric(self, name):
        return self.collectors.get_sample_value(f"agon_engine_{name}")


def said(bench):
    return [(d.text, d.finish_reason) for d in bench.deliveries]


def test_text_comes_token_by_token_and_ends_at_the_end_token():
    bench = Bench(1, 2, END)
    bench.ask()
    bench.run()
    assert said(bench) == [("one ", None), ("two ", None), ("", FinishReason.STOP)]
    assert bench.deliveries[-1].num_answer_tokens == 3


def test_half_a_character_waits_for_its_other_half():
    bench = Bench(3, 4, 1)
    bench.ask(max_new_tokens=3)
    bench.run()
    assert said(bench) == [("", None), ("🦊", None), ("one ", FinishReason.LENGTH)]


def test_an_ignored_end_goes_on():
    bench = Bench(1, END, 2)
    bench.ask(max_new_tokens=3, ignore_eos=True)
    bench.run()
    assert said(bench) == [("one ", None), ("", None), ("two ", FinishReason.LENGTH)]


def test_a_token_with_logprobs_says_where_its_text_begins():
    bench = Bench(1, 3, 4, 2, END, logprob=-0.5)
    bench.ask(num_top_logprobs=0)
    bench.run()
    tokens = [d.token for d in bench.deliveries]
    assert [token.text_offset for token in tokens[:-1]] == [0, 4, 4, 5]
    assert tokens[-1] is None


def test_a_broken_step_fails_all_that_ran_and_frees_their_blocks(caplog):
    bench = Bench(1, None)
    for sequence_id in (1, 2):
        bench.ask(sequence_id)
    bench.run()
    assert [d.failed for d in bench.deliveries] == [False, False, True, True]
    assert bench.metric("failed_sequences_total") == 2
    assert "a broken network" in caplog.text
    assert bench.deliveries[-1].num_answer_tokens == 1


class Stubborn:
    """A constraint that gives up after its first token."""

    failed = False

    def accept(self, token_id):
        self.failed = True


def test_a_constraint_that_gives_up_fails_its_own_answer_only():
    bench = Bench(1, 2)
    bench.ask(1, max_new_tokens=2)
    bench.ask(2, max_new_tokens=2).constraint = Stubborn()
    bench.run()
    assert [d.too_complex for d in bench.deliveries] == [False, True, False]
    assert bench.deliveries[-1].finish_reason == FinishReason.LENGTH


def test_an_abort_ends_without_a_word_and_is_counted():
    bench = Bench(1)
    bench.ask()
    bench.engine.abort(1)
    bench.engine.abort(1)
    bench.engine.abort(77)
    bench.run()
    assert bench.deliveries == []
    assert bench.metric("aborted_sequences_total") == 1


def test_times_are_taken_from_the_clock_that_is_given():
    bench = Bench(1, 2, 1)
    bench.ask(max_new_tokens=3)  # arrives at second 1; steps take 2-3, 4-5 and 6-7
    bench.run()
    assert bench.metric("time_to_first_token_seconds_sum") == pytest.approx(2)
    assert bench.metric("inter_token_seconds_sum") == pytest.approx(4)
    assert bench.metric("inter_token_seconds_count") == 2
    assert bench.metric("step_seconds_sum") == pytest.approx(3)
    assert bench.metric("generated_tokens_total") == 3
    assert bench.metric("prompt_tokens_total") == 3
