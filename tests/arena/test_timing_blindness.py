"""Real time: does what the runner tells give away which of two engines is four times slower?"""

import asyncio
import random
import time

import pytest

from arena.reply_runner import AttemptPlan, run_attempt
from inference.route_spec import RouteSpec
from inference.services import stream
from inference.wire import Message
from lib.clock import SystemClock
from tests.arena.classifier import Example, accuracy, features

NUM_BATTLES = 120
FAST_SECONDS, SLOW_SECONDS = 0.015, 0.06  # a piece of four characters


class Ear:
    """Hears what a viewer would, and when."""

    def __init__(self) -> None:
        self.started_at = time.monotonic()
        self.shown: list[tuple[float, dict[str, str]]] = []

    async def append(self, **event: object) -> bool:
        if event["type"] == "delta":
            pieces = {side: str(event[side]) for side in "ab"}
            self.shown.append((time.monotonic() - self.started_at, pieces))
        return True


def engine(delay_seconds: float, num_characters: int) -> RouteSpec:
    options = {"text": "x" * num_characters, "chunk_size": 4, "delay_seconds": delay_seconds}
    return RouteSpec("engine", "scripted", options=options)


async def battle(rng: random.Random, *, paced: bool) -> Example:
    slow_side = rng.choice("ab")
    engines = {
        side: engine(SLOW_SECONDS if side == slow_side else FAST_SECONDS, rng.randint(120, 300))
        for side in "ab"
    }
    ear = Ear()
    if not paced:
        await asyncio.gather(*(_listen(engines[side], side, ear) for side in "ab"))
        return features(ear.shown), slow_side
    plan = AttemptPlan(0, 1, "", {s: (Message.of_text("user", "?"),) for s in "ab"}, False, 160.0)
    await run_attempt(
        plan,
        ask=lambda side: stream(engines[side], plan.messages[side]),
        log=ear,
        clock=SystemClock(),
        is_stop_requested=_never,
    )
    return features(ear.shown), slow_side


async def _never() -> bool:
    return False


async def _listen(spec: RouteSpec, side: str, ear: Ear) -> None:
    """Without pacing: every piece is shown when it comes."""
    async for piece in stream(spec, [Message.of_text("user", "?")]):
        text = getattr(piece, "text", "")
        await ear.append(type="delta", **{"a": "", "b": "", side: text})


def guessed(*, paced: bool) -> float:
    async def all_battles() -> list[Example]:
        seeds = range(NUM_BATTLES)
        return await asyncio.gather(*(battle(random.Random(s), paced=paced) for s in seeds))

    examples = asyncio.run(all_battles())
    half = NUM_BATTLES // 2
    return accuracy(examples[:half], examples[half:])


def test_with_pacing_a_classifier_is_no_better_than_a_coin():
    """60 test battles: the binomial 99 % limit is 0.5 + 0.166."""
    assert guessed(paced=True) <= 0.666


def test_without_pacing_the_same_classifier_always_knows():
    assert guessed(paced=False) > 0.95


@pytest.mark.parametrize("side", ["a", "b"])
def test_the_features_see_a_slow_side(side):
    slow = [(0.2 * i, {side: "xxxx"}) for i in range(1, 9)]
    fast = [(0.05 * i, {"ab".replace(side, ""): "xxxx"}) for i in range(1, 9)]
    first, second = features(slow + fast)[:7], features(slow + fast)[7:]

    assert (first[3] > second[3]) == (side == "a")
