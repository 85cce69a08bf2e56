"""Training is a function of its seed, may be interrupted, and makes keys easier to find."""

from dataclasses import replace

import numpy as np
import pytest

from inference.engine.errors import BadSetting
from inference.engine.hash_attention.maps import Kind
from inference.engine.hash_attention.training import PAPER_SETTINGS, Trainer, TrainingSettings
from tests.inference.engine.hash_attention import tiny

SETTINGS = {
    Kind.LINEAR: TrainingSettings(num_steps=8, rows=16, columns=128, sink=2, local=4),
    Kind.PAPER: replace(PAPER_SETTINGS, num_steps=8, rows=16, columns=128, sink=2, local=4),
}


@pytest.fixture(scope="module")
def passages():
    return [tiny.passage(seed=0), tiny.passage(seed=1)]


def trained(settings, passages, num_steps=None):
    trainer = Trainer(settings, passages)
    while trainer.num_done < (num_steps or settings.num_steps):
        trainer.step()
    return trainer


def arrays(trainer):
    maps = trainer.maps("ab" * 32, {})
    return [part for step in (*maps.query, *maps.key) for part in (step.weight, step.bias)]


def same(ones, others):
    return all(np.array_equal(one, other) for one, other in zip(ones, others, strict=True))


@pytest.mark.parametrize("kind", list(Kind))
def test_the_same_seed_makes_the_same_maps_and_another_does_not(passages, kind):
    settings = SETTINGS[kind]
    first = arrays(trained(settings, passages))
    assert same(first, arrays(trained(settings, passages)))
    assert not same(first, arrays(trained(replace(settings, seed=1), passages)))


@pytest.mark.parametrize("kind", list(Kind))
def test_an_interrupted_training_ends_with_the_same_maps(passages, kind, tmp_path):
    settings = SETTINGS[kind]
    trained(settings, passages, num_steps=3).save(tmp_path / "state.pt")
    resumed = Trainer(settings, passages)
    resumed.resume(tmp_path / "state.pt")
    assert resumed.num_done == 3
    while not resumed.is_done:
        resumed.step()
    assert same(arrays(resumed), arrays(trained(settings, passages)))


def test_a_state_of_other_settings_is_refused(passages, tmp_path):
    trained(SETTINGS[Kind.LINEAR], passages, num_steps=1).save(tmp_path / "state.pt")
    other = Trainer(replace(SETTINGS[Kind.LINEAR], bits=64), passages)
    with pytest.raises(BadSetting, match="other settings"):
        other.resume(tmp_path / "state.pt")


@pytest.mark.parametrize("kind", list(Kind))
def test_the_loss_falls(passages, kind):
    settings = replace(SETTINGS[kind], num_steps=60, rate=1e-2)
    trainer = Trainer(settings, passages)
    losses = [trainer.step() for _ in range(60)]
    assert np.mean(losses[-10:]) < np.mean(losses[:10])
