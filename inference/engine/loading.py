"""From a model file to an engine that is ready to step."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import torch
from prometheus_client import CollectorRegistry

from inference.engine.attention.dense import DenseAttention
from inference.engine.config import VARIANTS, EngineConfig, Variant
from inference.engine.engine import Engine
from inference.engine.errors import BadSetting
from inference.engine.kv_cache import KVCache
from inference.engine.metrics import Metrics
from inference.engine.network.checkpoint import Checkpoint, Shape
from inference.engine.network.transformer import Transformer, Weights
from inference.engine.network.weights import derive_weights, load_weights
from inference.engine.runner import Runner
from inference.engine.scheduler import Scheduler
from inference.engine.tokenizer.chat_template import ChatTemplate
from inference.engine.tokenizer.vocabulary import Vocabulary

LEAST_URGENT = 19


class Networks(Mapping[str, Transformer]):
    """The variants' networks by name, each built once: by prepare() or when first asked for."""

    def __init__(
        self, variants: tuple[Variant, ...], shape: Shape, plain: Weights, cache: KVCache
    ) -> None:
        self._variants = {variant.name: variant for variant in variants}
        self._shape = shape
        self._plain = plain
        self._attention = DenseAttention(cache)
        self._built: dict[str, Transformer] = {}
        self._building = threading.Lock()

    def __getitem__(self, name: str) -> Transformer:
        if name not in self._built:
            self._build(name)
        return self._built[name]

    def prepare(self) -> None:
        """Build all, behind everything else that wants this machine (for a thread of its own)."""
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), LEAST_URGENT)
        for name in self:
            self._build(name)

    def _build(self, name: str) -> None:
        with self._building:
            if name in self._built:
                return
            weights = derive_weights(self._plain, self._variants[name])
            self._built[name] = Transformer(self._shape, weights, self._attention)

    def __iter__(self) -> Iterator[str]:
        return iter(self._variants)

    def __len__(self) -> int:
        return len(self._variants)


@dataclass(frozen=True, slots=True)
class LoadedModel:
    """An engine, and what is needed to talk to it."""

    engine: Engine
    networks: Networks
    scheduler: Scheduler
    vocabulary: Vocabulary
    chat_template: ChatTemplate
    metrics: Metrics
    context_length: int


def load_model(config: EngineConfig) -> LoadedModel:
    """Reads the file into memory; raises CheckpointUnreadable or BadSetting."""
    torch.set_num_threads(config.num_threads)
    checkpoint = Checkpoint(config.model_path)
    shape = checkpoint.shape
    if config.num_blocks * config.block_size < shape.context_length:
        raise BadSetting(
            f"{config.num_blocks} blocks of {config.block_size} tokens hold less than the model's "
            f"context of {shape.context_length} tokens. Give more blocks."
        )
    vocabulary = Vocabulary(checkpoint.vocabulary)
    cache = KVCache(
        shape.num_layers, shape.num_kv_heads, shape.head_dim, config.num_blocks, config.block_size
    )
    networks = Networks(VARIANTS, shape, load_weights(checkpoint, config.num_threads), cache)
    scheduler = Scheduler(config)
    metrics = Metrics(CollectorRegistry(), scheduler)
    return LoadedModel(
        engine=Engine(scheduler, Runner(networks, cache), vocabulary, metrics),
        networks=networks,
        scheduler=scheduler,
        vocabulary=vocabulary,
        chat_template=ChatTemplate(checkpoint.chat_template, vocabulary),
        metrics=metrics,
        context_length=shape.context_length,
    )
