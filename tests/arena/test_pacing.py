"""One pace for both: nothing lost, nothing told but length."""

import random
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arena.pacing import LOOKAHEAD, Pacer
from tests.arena.classifier import Example, accuracy, features

TICK = 0.05


@dataclass
class Engine:
    """Writes length characters, in pieces, at speed characters a second, from first_seconds on."""

    length: int
    speed: float
    first_seconds: float
    piece: int

    def written_at(self, seconds: float) -> int:
        whole = int(max(0.0, seconds - self.first_seconds) * self.speed)
        return min(self.length, whole - whole % self.piece if whole < self.length else whole)


def show(engines: dict[str, Engine], most_per_second: float = 160.0) -> list[dict[str, str]]:
    """What the visitor sees at each tick."""
    pacer = Pacer(tuple(engines), most_per_second)
    fed, shown, now = dict.fromkeys(engines, 0), [], 0.0
    while not pacer.is_done:
        assert now < 10_000, "the pacer never ends"
        for side, engine in engines.items():
            written = engine.written_at(now)
            if written > fed[side]:
                pacer.feed(side, "x" * (written - fed[side]), now)
                fed[side] = written
            if written == engine.length:
                pacer.end(side)
        shown.append(pacer.release(now))
        now += TICK
    return shown


@settings(deadline=None, max_examples=50)
@given(
    st.integers(1, 400), st.integers(1, 400), st.floats(5, 500), st.floats(5, 500),
    st.floats(0, 5), st.floats(0, 5), st.integers(1, 9),
)  # fmt: skip
def test_both_texts_arrive_whole(length_a, length_b, speed_a, speed_b, first_a, first_b, piece):
    shown = show(
        {"a": Engine(length_a, speed_a, first_a, piece), "b": Engine(length_b, speed_b, first_b, 4)}
    )

    assert sum(len(tick["a"]) for tick in shown) == length_a
    assert sum(len(tick["b"]) for tick in shown) == length_b


def test_nothing_is_shown_before_both_have_begun():
    shown = show({"a": Engine(300, 100, 0.1, 4), "b": Engine(300, 100, 4.0, 4)})

    first = next(i for i, tick in enumerate(shown) if any(tick.values()))
    assert first * TICK >= 4.0 + LOOKAHEAD / 100 - TICK
    assert shown[first]["a"]
    assert shown[first]["b"]


def test_while_both_write_every_tick_shows_the_same_number():
    shown = show({"a": Engine(400, 120, 0.1, 5), "b": Engine(400, 30, 1.0, 3)})

    assert all(len(tick["a"]) == len(tick["b"]) for tick in shown)


def test_the_pace_is_never_above_the_most():
    shown = show({"a": Engine(900, 5000, 0.0, 50), "b": Engine(900, 5000, 0.0, 50)}, 100)

    longest_second = max(
        sum(len(tick["a"]) for tick in shown[i : i + 20]) for i in range(len(shown))
    )
    assert longest_second <= 130


def test_an_accent_stays_with_its_letter():
    pacer = Pacer(("a",), 40)
    pacer.feed("a", "e\u0301" * 40, 0.0)
    pacer.end("a")
    pieces = [pacer.release(now * TICK)["a"] for now in range(200)]

    assert "".join(pieces) == "e\u0301" * 40
    assert not any(piece.startswith("\u0301") for piece in pieces)


def test_a_classifier_cannot_tell_the_slow_side():
    """Two engines, one four times slower, in virtual time.

    With 300 test battles the binomial 99 % limit around one half is 0.5 +- 0.074.
    """
    examples = [battle(random.Random(seed)) for seed in range(600)]

    assert accuracy(examples[:300], examples[300:]) == pytest.approx(0.5, abs=0.074)


def battle(rng: random.Random) -> Example:
    fast = Engine(rng.randint(150, 500), rng.uniform(70, 90), rng.uniform(0.2, 0.6), 4)
    slow = Engine(rng.randint(150, 500), fast.speed / 4, fast.first_seconds * 4, 4)
    slow_side = rng.choice("ab")
    shown = show({"a": slow, "b": fast} if slow_side == "a" else {"a": fast, "b": slow})
    return features([(tick * TICK, pieces) for tick, pieces in enumerate(shown)]), slow_side
