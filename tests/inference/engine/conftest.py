"""The real model in this process, and a real engine process, each started once."""

from __future__ import annotations

import os

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # as the engine does, before torch comes

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from inference.engine.checkpoint.base import Checkpoint
from inference.engine.checkpoint.opening import open_checkpoint
from inference.engine.network.transformer import Weights
from inference.engine.network.weights import load_weights
from inference.engine.tokenizer.vocabulary import Vocabulary
from tests import engine_process

KEY = "key-for-tests-0123456789abcdef"


@pytest.fixture(scope="session")
def model_file() -> Path:
    return engine_process.model_path()


@pytest.fixture(scope="session")
def checkpoint(model_file: Path) -> Checkpoint:
    return open_checkpoint(model_file)


@pytest.fixture(scope="session")
def vocabulary(checkpoint: Checkpoint) -> Vocabulary:
    return Vocabulary(checkpoint.vocabulary)


@pytest.fixture(scope="session")
def plain_weights(checkpoint: Checkpoint) -> Weights:
    return load_weights(checkpoint, num_threads=2)


@pytest.fixture(scope="session")
def engine(model_file: Path) -> Iterator[str]:
    """Small on purpose: three answers at once and two waiting, so that it can be filled."""
    options = ("--max-sequences", "3", "--queue-size", "2")
    with engine_process.run_engine(model_file, KEY, 0, *options) as url:
        yield url


@pytest.fixture
def client(engine: str) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {KEY}"}
    with httpx.Client(base_url=engine, headers=headers, timeout=120) as client:
        yield client
