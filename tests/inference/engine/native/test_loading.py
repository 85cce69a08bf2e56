"""The kernels where they can be had, torch where not, and it is said which."""

import logging
import subprocess
import sys

import numpy as np
import pytest

from inference.engine.checkpoint.opening import open_checkpoint
from inference.engine.config import EngineConfig, Kernels, Variant
from inference.engine.errors import BadSetting
from inference.engine.loading import network_builder
from inference.engine.native import build as building
from inference.engine.native.network import NativeNetwork
from inference.engine.network.torch_network import TorchNetwork
from tests import engine_process
from tests.inference.engine.native.kernels import chunk
from tests.inference.engine.tiny_model import tiny_llama, write_gguf

USUAL = {}
SMALL_HEADS = {"head_dim": 32}
ODD_ROWS = {"intermediate_size": 72}


@pytest.fixture
def load(tmp_path):
    """A network of a tiny model of these sizes, computed by this."""

    def load(sizes, kernels):
        path = write_gguf(tiny_llama(**sizes), tmp_path / "model.gguf")
        config = EngineConfig(path, num_threads=1, num_blocks=40, kernels=kernels)
        return network_builder(open_checkpoint(path), config)(Variant("plain"))

    return load


def test_the_kernels_are_taken_where_they_can_be_had(best_library, load):
    assert isinstance(load(USUAL, Kernels.AUTO), NativeNetwork)
    assert isinstance(load(USUAL, Kernels.NATIVE), NativeNetwork)


def test_torch_can_be_asked_for(load):
    assert isinstance(load(USUAL, Kernels.TORCH), TorchNetwork)


@pytest.mark.parametrize(
    ("sizes", "reason"),
    [(SMALL_HEADS, "none for heads of 32"), (ODD_ROWS, "no multiple of 32")],
)
def test_a_model_that_the_kernels_do_not_know_is_refused_or_left_to_torch(
    load, caplog, sizes, reason
):
    with pytest.raises(BadSetting, match=f"The native kernels cannot be had. .*{reason}"):
        load(sizes, Kernels.NATIVE)
    with caplog.at_level(logging.WARNING):
        assert isinstance(load(sizes, Kernels.AUTO), TorchNetwork)
    (said,) = [record.getMessage() for record in caplog.records]
    assert "torch computes, which is slower" in said
    assert reason in said


def test_without_a_compiler_torch_computes_and_says_how_to_get_one(
    load, caplog, monkeypatch, tmp_path
):
    monkeypatch.setattr(building, "OPTIONS", (*building.OPTIONS, "-DNOT_COMPILED_BEFORE"))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert isinstance(load(USUAL, Kernels.AUTO), TorchNetwork)
    assert "Install it (Debian: apt-get install g++)" in caplog.text
    with pytest.raises(BadSetting, match="There is no g"):
        load(USUAL, Kernels.NATIVE)


def test_a_processor_without_avx2_is_left_to_torch(load, caplog, monkeypatch):
    monkeypatch.setattr("inference.engine.native.library.levels_of_this_machine", list)
    assert isinstance(load(USUAL, Kernels.AUTO), TorchNetwork)
    assert "no AVX2" in caplog.text


def test_both_compute_the_same_model(best_library, load):
    """The tolerance is that of 8-bit activations in two layers."""
    text = np.random.default_rng(0).integers(0, 265, 60).tolist()
    found, expected = (
        load(USUAL, kernels).logits([chunk(text, 0, 60, range(4))])
        for kernels in (Kernels.NATIVE, Kernels.TORCH)
    )
    assert np.sqrt(np.square(found - expected).mean()) < 0.05 * expected.std()


def test_a_variant_without_a_layer_is_the_model_without_it(best_library, tmp_path):
    """The second layer of the tiny model is left out, or was never written."""
    path = write_gguf(tiny_llama(), tmp_path / "model.gguf")
    config = EngineConfig(path, num_threads=1, num_blocks=40)
    build = network_builder(open_checkpoint(path), config)
    text = list(range(20))
    variants = Variant("plain"), Variant("shallow", skipped_layers=(1,))
    plain, shallow = (build(one).logits([chunk(text, 0, 20, range(2))])[0] for one in variants)
    assert not np.array_equal(plain, shallow)
    write_gguf(tiny_llama(num_hidden_layers=1), path)
    alone = network_builder(open_checkpoint(path), config)(Variant("one"))
    (expected,) = alone.logits([chunk(text, 0, 20, range(2))])
    np.testing.assert_array_equal(shallow, expected)


def test_an_engine_with_kernels_does_not_import_torch(best_library, tmp_path):
    """It would cost seconds at the start, and a few hundred megabytes."""
    path = write_gguf(tiny_llama(), tmp_path / "model.gguf")
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "import inference.engine.__main__\n"
        "from inference.engine.config import EngineConfig, Kernels\n"
        "from inference.engine.loading import load_model\n"
        f"model = load_model(EngineConfig(Path({str(path)!r}), kernels=Kernels.NATIVE))\n"
        "model.networks.prepare()\n"
        "print(len(model.networks), [name for name in sys.modules if name == 'torch'])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=engine_process.ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.stdout, done.stderr) == ("4 []\n", "")
