"""The measurements as tables in Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import torch
from tqdm import tqdm

from inference.engine.hash_attention.maps import HashMaps
from inference.engine.hash_attention.passage import Passage
from inference.engine.hash_attention.policies import (
    AtRandom,
    ByAge,
    ByExactScore,
    BySignature,
    Policy,
    SparseRows,
)
from inference.engine.hash_attention.quality import Quality, TeacherForced, mean_quality
from inference.engine.hash_attention.realised import realised_errors
from inference.engine.hash_attention.recall import FRACTION, Signer, recall_of
from inference.engine.hash_attention.rivals import AugmentedLsh, random_maps
from inference.engine.hash_attention.sampling_budget import Tolerance

DENSITIES = (1 / 4, 1 / 8, 1 / 16, 1 / 32)
TOLERANCES = (Tolerance(0.05, 0.1), Tolerance(0.1, 0.1), Tolerance(0.2, 0.1), Tolerance(0.1, 0.02))
ERROR_DENSITY = 1 / 16
ERROR_ROWS = 24


def as_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def recall_table(
    maps: HashMaps, passages: Sequence[Passage], contexts: Sequence[int], queries: int, seed: int
) -> str:
    """Recall of the exact top 32 within 1/16 of the keys, by layer and context."""
    num_kv_heads = passages[0].keys.shape[1]
    signers: dict[str, Signer] = {
        "learned": maps,
        "LSH": random_maps(maps, num_kv_heads, seed),
        "augmented LSH": AugmentedLsh.like(maps, num_kv_heads, seed),
    }
    names = [f"{name} {context}" for context in contexts for name in signers]
    windows = maps.sink, maps.local
    figures = []
    for layer in tqdm(range(maps.num_layers), desc="Recall"):
        of_layer: list[float] = []
        for place in range(len(contexts)):
            here = [_at_context(passage, place, queries) for passage in passages]
            of_layer += [
                float(torch.cat([recall_of(signer, p, layer, *windows) for p in here]).mean())
                for signer in signers.values()
            ]
        figures.append(of_layer)
    selecting = [f for layer, f in enumerate(figures) if layer not in maps.dense_layers]
    rows = [[str(layer), *_rounded(line)] for layer, line in enumerate(figures)]
    rows.append(["mean of the layers that select", *_rounded(np.mean(selecting, axis=0).tolist())])
    return f"Chance: {1 / FRACTION}.\n\n" + as_table(["layer", *names], rows)


def _at_context(passage: Passage, place: int, queries: int) -> Passage:
    rows = slice(place * queries, (place + 1) * queries)
    return replace(passage, queries=passage.queries[:, :, rows], positions=passage.positions[rows])


def quality_table(maps: HashMaps, passages: Sequence[TeacherForced], seed: int) -> str:
    """Perplexity, divergence from dense, and agreement on the likeliest token, by density."""
    num_kv_heads = passages[0].passage.keys.shape[1]
    policies: dict[str, Policy] = {
        "oracle": ByExactScore(),
        "learned": BySignature(maps),
        "LSH": BySignature(random_maps(maps, num_kv_heads, seed)),
        "random": AtRandom(torch.Generator().manual_seed(seed)),
        "window": ByAge(),
    }
    dense = mean_quality([passage.measure(_densely(maps)) for passage in passages])
    rows = [["dense", "1", *_quality_cells(dense)]]
    with tqdm(total=len(policies) * len(DENSITIES) * len(passages), desc="Quality") as bar:
        for density in DENSITIES:
            for name, policy in policies.items():
                attend = SparseRows(policy, density, maps.dense_layers, maps.sink, maps.local)
                measured = []
                for passage in passages:
                    measured.append(passage.measure(attend))
                    bar.update()
                cells = _quality_cells(mean_quality(measured))
                rows.append([name, f"1/{round(1 / density)}", *cells])
    head = ["selection", "density", "perplexity", "KL from dense", "same likeliest token"]
    return as_table(head, rows)


def _densely(maps: HashMaps) -> SparseRows:
    return SparseRows(ByAge(), 1.0, tuple(range(maps.num_layers)))


def _quality_cells(quality: Quality) -> list[str]:
    agreement = f"{100 * quality.agreement:.1f} %"
    return [f"{quality.perplexity:.3f}", f"{quality.divergence:.4f}", agreement]


def error_table(maps: HashMaps, passages: Sequence[Passage], seed: int) -> str:
    """The errors of single (head, query) outputs against what (epsilon, delta) promises."""
    layers = [layer for layer in range(maps.num_layers) if layer not in maps.dense_layers][::4]
    rows = []
    for tolerance in tqdm(TOLERANCES, desc="Error"):
        rng = np.random.default_rng(seed)
        found = [
            realised_errors(
                maps, passage, layer, _last_rows(passage), ERROR_DENSITY, tolerance, rng
            )
            for passage in passages
            for layer in layers
        ]
        errors = torch.cat([one.errors for one in found])
        alone = torch.cat([one.uncorrected for one in found])
        within = float((errors <= tolerance.epsilon).float().mean())
        rows.append(
            [
                f"{tolerance.epsilon:g}, {tolerance.delta:g}",
                f"{float(errors.quantile(1 - tolerance.delta)):.4f}",
                f"{100 * within:.1f} %",
                f"{float(errors.median()):.4f}",
                f"{float(torch.cat([one.read for one in found]).mean()):.3f}",
                f"{100 * float(torch.cat([one.exact for one in found]).float().mean()):.1f} %",
                f"{100 * float((alone <= tolerance.epsilon).float().mean()):.1f} %",
            ]
        )
    head = ["epsilon, delta", "error at 1 - delta", "within epsilon", "median error"]
    return as_table([*head, "keys read", "read all", "within, hash alone"], rows)


def _last_rows(passage: Passage) -> list[int]:
    """Queries at the longest context."""
    total = len(passage.positions)
    return list(range(total - ERROR_ROWS, total))


def _rounded(figures: Sequence[float]) -> list[str]:
    return [f"{figure:.3f}" for figure in figures]
