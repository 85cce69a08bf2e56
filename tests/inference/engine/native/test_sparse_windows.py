"""The windows at both ends are read whatever the budget: it never pushes them out."""

import numpy as np
import pytest

from inference.engine.config import EngineConfig, Kernels, Variant
from inference.engine.loading import find_maps, network_builder
from inference.engine.scheduling.step_plan import Chunk
from inference.engine.sequence import SamplingParams, Sequence


@pytest.mark.parametrize("density", [1 / 8, 1 / 32])
@pytest.mark.parametrize("num_keys", [2, 6, 21, 64, 80])
def test_an_answer_that_the_windows_cover_is_answered_densely(
    checkpoint, model_file, density, num_keys
):
    """The maps of the embedded model keep 16 keys at the start and 64 at the end."""
    config = EngineConfig(model_file, num_blocks=16, kernels=Kernels.NATIVE)
    maps = find_maps(checkpoint, config)
    assert num_keys <= maps.sink + maps.local
    build = network_builder(checkpoint, config, maps)
    rows = [next_logits(build(Variant("", density=one)), num_keys) for one in (None, density)]
    np.testing.assert_array_equal(rows[1], rows[0])


def next_logits(network, num_keys):
    """Of the first answer token after a prompt, read in a step of its own."""
    token_ids = np.random.default_rng(0).integers(3, 1000, num_keys).tolist()
    one = Sequence(0, "", token_ids[:-1], SamplingParams(0, 1, 0, 5), shares_answer=False)
    one.block_table = list(range(8))
    network.logits([Chunk(one, 0, num_keys - 1)])
    one.answer_ids.append(token_ids[-1])
    return network.logits([Chunk(one, num_keys - 1, num_keys)])[0]
