"""A day of an engine in this process: requests and aborts at random steps, until nobody is left."""

from inference.engine.engine import Engine
from inference.engine.runner import Runner
from inference.engine.scheduling.scheduler import Scheduler
from inference.engine.sequence import Sequence

MOST_STEPS_WAITING = 2500  # those who came before take as many, one after another


class RecordingRunner(Runner):
    """Keeps a digest of each row of logits, by sequence id, and what it was told to compute."""

    def __init__(self, networks):
        super().__init__(networks)
        self.rows, self.num_computed, self.num_preempted, self.most_running = {}, 0, 0, 0

    def run(self, plan):
        self.num_computed += sum(chunk.end - chunk.start for chunk in plan.chunks)
        self.num_preempted += plan.num_preempted
        self.most_running = max(self.most_running, len(plan.chunks))
        return super().run(plan)

    def _draw(self, chunk, row):
        self.rows.setdefault(chunk.sequence.sequence_id, []).append(hash(row.tobytes()))
        return super()._draw(chunk, row)


class Day:
    """make_request(number, rng, earlier sequences) gives the next sequence.

    arrivals, aborts: how likely each is in a step.
    """

    def __init__(
        self,
        config,
        runner,
        vocabulary,
        rng,
        make_request,
        num_requests,
        arrivals=0.4,
        aborts=0.05,
        most_steps_waiting=MOST_STEPS_WAITING,
    ):
        self.runner = runner
        self.scheduler = Scheduler(config)
        self.engine = Engine(self.scheduler, self.runner, vocabulary)
        self._config, self._rng = config, rng
        self._make_request, self._num_requests = make_request, num_requests
        self._arrivals, self._aborts = arrivals, aborts
        self._most_steps_waiting = most_steps_waiting
        self.sequences, self.open, self.texts = [], {}, {}
        self._now = 0

    def run(self):
        while len(self.sequences) < self._num_requests or self.scheduler.has_work:
            self._arrive()
            self._abort()
            self.engine.take_inbox(wait=False)
            self.scheduler.check()
            if self.scheduler.has_work:
                self.engine.step()
            self._now += 1
            assert all(self._now - since < self._most_steps_waiting for since in self.open.values())
        self.scheduler.check()

    def ask(self, one):
        self.sequences.append(one)
        self.open[one] = self._now
        self.texts[one] = ""
        self.engine.submit(one, lambda delivery: self._hear(one, delivery))

    def _arrive(self):
        room = self._config.max_open_requests - len(self.open)
        if self._rng.random() < self._arrivals:
            for _ in range(min(room, self._rng.choice([1, 1, 2, 12]))):
                if len(self.sequences) < self._num_requests:
                    self.ask(self._make_request(len(self.sequences), self._rng, self.sequences))

    def _hear(self, one, delivery):
        assert not delivery.failed
        self.texts[one] += delivery.text
        if delivery.finish_reason:
            del self.open[one]

    def _abort(self):
        if self.open and self._rng.random() < self._aborts:
            victim = self._rng.choice(list(self.open))
            del self.open[victim]
            self.engine.abort(victim.sequence_id)


def alone(config, networks, vocabulary, asked):
    """The same request on a fresh engine: its sequence, its text, its rows of logits."""
    one = Sequence(0, asked.variant, list(asked.prompt_ids), asked.sampling)
    day = Day(config, RecordingRunner(networks), vocabulary, None, None, 1)
    day.ask(one)
    while day.open:
        day.engine.take_inbox(wait=False)
        day.engine.step()
    assert (one.num_cached_prompt_tokens, one.num_preemptions) == (0, 0)
    return one, day.texts[one], day.runner.rows[0]
