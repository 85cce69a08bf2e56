"""From a model file to an engine that is ready to step."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from prometheus_client import CollectorRegistry

from inference.engine.checkpoint.base import Checkpoint
from inference.engine.checkpoint.opening import open_checkpoint
from inference.engine.config import VARIANTS, EngineConfig, Kernels, Variant
from inference.engine.engine import Engine
from inference.engine.errors import BadSetting, MapsRefused
from inference.engine.hash_attention.maps import EMBEDDED_MODEL_MAPS, HashMaps, load_maps
from inference.engine.metrics import Metrics
from inference.engine.native.build import CannotBuild
from inference.engine.native.library import NoKernels
from inference.engine.native.loading import network_builder as native_builder
from inference.engine.networks import Network, Networks
from inference.engine.runner import Runner
from inference.engine.scheduling.scheduler import Scheduler
from inference.engine.tokenizer.chat_template import ChatTemplate
from inference.engine.tokenizer.vocabulary import Vocabulary

TORCH_LOADING = "inference.engine.network.loading"  # torch costs seconds and memory: only if needed
logger = logging.getLogger(__name__)


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
    takes_hash_attention: bool  # whether requests may ask for it


def load_model(config: EngineConfig) -> LoadedModel:
    """Reads the file into memory; raises CheckpointUnreadable or BadSetting."""
    checkpoint = open_checkpoint(config.model_path)
    shape = checkpoint.shape
    if config.num_blocks * config.block_size < shape.context_length:
        raise BadSetting(
            f"{config.num_blocks} blocks of {config.block_size} tokens hold less than the model's "
            f"context of {shape.context_length} tokens. Give more blocks."
        )
    vocabulary = Vocabulary(checkpoint.vocabulary)
    maps = find_maps(checkpoint, config)
    variants = tuple(v for v in VARIANTS if maps or v.density is None)
    networks = Networks(variants, network_builder(checkpoint, config, maps))
    scheduler = Scheduler(config)
    metrics = Metrics(CollectorRegistry(), scheduler)
    return LoadedModel(
        engine=Engine(scheduler, Runner(networks), vocabulary, metrics),
        networks=networks,
        scheduler=scheduler,
        vocabulary=vocabulary,
        chat_template=ChatTemplate(checkpoint.chat_template, vocabulary),
        metrics=metrics,
        context_length=shape.context_length,
        takes_hash_attention=networks[variants[0].name].takes_hash_attention,
    )


def find_maps(checkpoint: Checkpoint, config: EngineConfig) -> HashMaps | None:
    """Those that are asked for, or those that come along; raises MapsRefused."""
    if config.hash_maps:
        return load_maps(config.hash_maps, checkpoint.digest)
    try:
        return load_maps(EMBEDDED_MODEL_MAPS, checkpoint.digest)
    except MapsRefused:
        return None


def network_builder(
    checkpoint: Checkpoint, config: EngineConfig, maps: HashMaps | None = None
) -> Callable[[Variant], Network]:
    """The native kernels where they can be had; raises CheckpointUnreadable or BadSetting."""
    if config.kernels in (Kernels.AUTO, Kernels.NATIVE):
        try:
            return native_builder(checkpoint, config, maps)
        except (NoKernels, CannotBuild) as reason:
            if config.kernels == Kernels.NATIVE:
                raise BadSetting(f"The native kernels cannot be had. {reason}") from reason
            logger.warning("torch computes, which is slower: no native kernels. %s", reason)
    torch_loading: Any = import_module(TORCH_LOADING)
    builder: Callable[[Variant], Network] = torch_loading.network_builder(checkpoint, config, maps)
    return builder
