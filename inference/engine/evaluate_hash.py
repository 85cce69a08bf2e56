"""python -m inference.engine.evaluate_hash: what hash maps find and what they cost, as tables."""

from __future__ import annotations

import os

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # as the engine does, before torch comes

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from tqdm import tqdm

from inference.engine.checkpoint.opening import open_checkpoint
from inference.engine.corpus import held_out_texts
from inference.engine.errors import BadSetting, CheckpointUnreadable, MapsRefused
from inference.engine.hash_attention.evaluation_tables import (
    error_table,
    quality_table,
    recall_table,
)
from inference.engine.hash_attention.maps import HashMaps, file_sha256, load_maps
from inference.engine.hash_attention.quality import TeacherForced
from inference.engine.network.weights import load_weights
from inference.engine.tokenizer.vocabulary import Vocabulary

TABLES = ("recall", "quality", "error")
CONTEXTS = (2048, 4096, 8192)
QUERIES_PER_CONTEXT = 64
EXIT_REFUSED = 2


def main() -> int:
    arguments = _parse_arguments()
    try:
        for table in _tables(arguments):
            print(table, end="\n\n", flush=True)
    except (BadSetting, CheckpointUnreadable, MapsRefused) as refused:
        print(f"evaluate_hash: {refused}", file=sys.stderr)
        return EXIT_REFUSED
    return 0


def _parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="inference.engine.evaluate_hash", description=__doc__)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--maps", type=Path, required=True)
    parser.add_argument("--text", type=Path, nargs="*", help="one passage of each; held-out text")
    parser.add_argument("--tables", nargs="*", choices=TABLES, default=list(TABLES))
    parser.add_argument("--tokens", type=int, default=8192, help="in each passage")
    parser.add_argument("--rows", type=int, default=256, help="tokens decoded in each passage")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    return parser.parse_args()


@dataclass(frozen=True, slots=True)
class _Material:
    maps: HashMaps
    passages: list[TeacherForced]


def _tables(arguments: argparse.Namespace) -> Iterator[str]:
    torch.set_num_threads(arguments.threads)
    material = _gather(arguments)
    recorded = [passage.passage for passage in material.passages]
    contexts = [context for context in CONTEXTS if context <= arguments.tokens]
    if "recall" in arguments.tables:
        yield recall_table(material.maps, recorded, contexts, QUERIES_PER_CONTEXT, arguments.seed)
    if "quality" in arguments.tables:
        yield quality_table(material.maps, material.passages, arguments.seed)
    if "error" in arguments.tables and not material.maps.shares_keys:
        yield "The error table is for maps whose groups share their keys: the linear kind."
    elif "error" in arguments.tables:
        yield error_table(material.maps, recorded, arguments.seed)


def _gather(arguments: argparse.Namespace) -> _Material:
    maps = load_maps(arguments.maps, file_sha256(arguments.checkpoint))
    checkpoint = open_checkpoint(arguments.checkpoint)
    vocabulary = Vocabulary(checkpoint.vocabulary)
    weights = load_weights(checkpoint, arguments.threads)
    positions = _positions(arguments.tokens, arguments.seed)
    passages = []
    for path in tqdm(arguments.text or held_out_texts(), desc="Passages"):
        token_ids = torch.tensor(_token_ids(vocabulary, path, arguments.tokens))
        passages.append(
            TeacherForced(checkpoint.shape, weights, token_ids, arguments.rows, positions)
        )
    return _Material(maps, passages)


def _token_ids(vocabulary: Vocabulary, path: Path, wanted: int) -> list[int]:
    """From the middle of the text: its beginning is a table of contents."""
    try:
        ids = vocabulary.encode_text(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise BadSetting(f"{path} cannot be read: {error}. Give plain text in UTF-8.") from error
    if len(ids) < wanted:
        raise BadSetting(f"{path} has {len(ids)} tokens, fewer than --tokens {wanted}.")
    first = (len(ids) - wanted) // 2
    return ids[first : first + wanted]


def _positions(num_tokens: int, seed: int) -> Tensor:
    """Queries just before the end of each context, ascending."""
    generator = torch.Generator().manual_seed(seed)
    places = [
        context - 1 - torch.randperm(256, generator=generator)[:QUERIES_PER_CONTEXT]
        for context in CONTEXTS
        if context <= num_tokens
    ]
    if not places:
        raise BadSetting(f"--tokens must be at least {CONTEXTS[0]}, not {num_tokens}.")
    return torch.cat(places).sort().values


if __name__ == "__main__":
    sys.exit(main())
