"""python -m inference.engine.train_hash: make the hash maps of a model file from plain text."""

from __future__ import annotations

import os

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # as the engine does, before torch comes

import argparse
import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor
from tqdm import tqdm

from inference.engine.checkpoint.opening import open_checkpoint
from inference.engine.errors import BadSetting, CheckpointUnreadable
from inference.engine.hash_attention.maps import Kind, file_sha256, save_maps
from inference.engine.hash_attention.passage import (
    Passage,
    load_passage,
    record_passage,
    save_passage,
)
from inference.engine.hash_attention.recall import mean_recall
from inference.engine.hash_attention.training import PAPER_SETTINGS, Trainer, TrainingSettings
from inference.engine.network.weights import load_weights
from inference.engine.tokenizer.vocabulary import Vocabulary

STEPS_PER_SAVE = 25
POSITIONS_PER_PASSAGE = 384
EXIT_REFUSED = 2


def main() -> int:
    arguments = _parse_arguments()
    try:
        _train(arguments)
    except (BadSetting, CheckpointUnreadable) as refused:
        print(f"train_hash: {refused}", file=sys.stderr)
        return EXIT_REFUSED
    return 0


def _parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="inference.engine.train_hash", description=__doc__)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--text", type=Path, nargs="+", required=True, help="plain text, UTF-8")
    parser.add_argument("--held-out", type=Path, nargs="*", default=[], help="for the final recall")
    parser.add_argument("--out", type=Path, required=True, help="the maps, an .npz file")
    parser.add_argument("--kind", type=Kind, choices=list(Kind), default=Kind.LINEAR)
    parser.add_argument("--bits", type=int, choices=(32, 64), default=32)
    parser.add_argument("--passages", type=int, default=6)
    parser.add_argument("--tokens", type=int, default=8192, help="in each passage")
    parser.add_argument("--steps", type=int, default=TrainingSettings().num_steps)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--resume", action="store_true", help="go on where a run was stopped")
    return parser.parse_args()


def _train(arguments: argparse.Namespace) -> None:
    """Passages and the state of training lie beside `out` until the maps are there."""
    torch.set_num_threads(arguments.threads)
    work = arguments.out.with_name(f"{arguments.out.name}.unfinished")
    if not arguments.resume:
        shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True, exist_ok=True)
    trainer = Trainer(settings_of(arguments), _training_passages(arguments, work))
    state = work / "state.pt"
    if state.exists():
        trainer.resume(state)
    total, done = trainer.settings.num_steps, trainer.num_done
    with tqdm(total=total, initial=done, desc="Steps", unit="step") as bar:
        while not trainer.is_done:
            bar.set_postfix(loss=f"{trainer.step():.4f}")
            bar.update()
            if trainer.num_done % STEPS_PER_SAVE == 0 or trainer.is_done:
                trainer.save(state)
    maps = trainer.maps(file_sha256(arguments.checkpoint), _notes(arguments))
    if arguments.held_out:
        held_out = _record(arguments, arguments.held_out, 1, work, "held-out")
        recall = {"held_out_recall": round(mean_recall(maps, held_out), 4)}
        print(f"Recall of the exact top 32 within 1/16 of the keys: {recall['held_out_recall']}")
        maps = replace(maps, notes={**maps.notes, **recall})
    save_maps(maps, arguments.out)
    shutil.rmtree(work)


def settings_of(arguments: argparse.Namespace) -> TrainingSettings:
    base = PAPER_SETTINGS if arguments.kind == Kind.PAPER else TrainingSettings()
    return replace(base, bits=arguments.bits, seed=arguments.seed, num_steps=arguments.steps)


def _training_passages(arguments: argparse.Namespace, work: Path) -> list[Passage]:
    return _record(arguments, arguments.text, arguments.passages, work, "passage")


def _record(
    arguments: argparse.Namespace, texts: list[Path], count: int, work: Path, name: str
) -> list[Passage]:
    """Runs the passages that are not in `work` yet."""
    paths = [work / f"{name}-{index}.pt" for index in range(count)]
    if not all(path.exists() for path in paths):
        checkpoint = open_checkpoint(arguments.checkpoint)
        token_ids = _token_ids(Vocabulary(checkpoint.vocabulary), texts)
        starts = spread(len(token_ids), arguments.tokens, count)
        weights = load_weights(checkpoint, arguments.threads)
        generator = torch.Generator().manual_seed(arguments.seed)
        for path, start in zip(tqdm(paths, desc="Passages"), starts, strict=True):
            positions = _positions(arguments.tokens, generator)
            if not path.exists():
                passage_ids = token_ids[start : start + arguments.tokens]
                passage = record_passage(checkpoint.shape, weights, passage_ids, positions)
                save_passage(passage, path)
    return [load_passage(path) for path in paths]


def spread(num_tokens: int, length: int, count: int) -> Iterator[int]:
    """Starts of `count` passages, from the first to the last; of just one, in the middle.

    Raises BadSetting for a text that is too short.
    """
    if num_tokens < length * count:
        raise BadSetting(
            f"{count} passages of {length} tokens need more than this text's {num_tokens} tokens."
            " Give more --text, or fewer --passages."
        )
    room = num_tokens - length
    if count == 1:
        return iter([room // 2])
    return (room * index // (count - 1) for index in range(count))


def _positions(num_tokens: int, generator: torch.Generator) -> Tensor:
    """Where queries are taken: anywhere but in the first sixteenth, which has little to choose."""
    first = num_tokens // 16
    drawn = torch.randperm(num_tokens - first, generator=generator)[:POSITIONS_PER_PASSAGE]
    return (drawn + first).sort().values


def _token_ids(vocabulary: Vocabulary, texts: list[Path]) -> Tensor:
    try:
        joined = "\n\n".join(path.read_text(encoding="utf-8") for path in texts)
    except (OSError, UnicodeDecodeError) as error:
        raise BadSetting(f"A text cannot be read: {error}. Give plain text in UTF-8.") from error
    return torch.tensor(vocabulary.encode_text(joined))


def _notes(arguments: argparse.Namespace) -> dict[str, str | int]:
    """How to make the same maps again."""
    names = ("kind", "bits", "passages", "tokens", "steps", "seed")
    options = " ".join(f"--{name} {getattr(arguments, name)}" for name in names)
    texts = " ".join(path.name for path in arguments.text)
    command = f"python -m inference.engine.train_hash --text {texts} {options}"
    return {"command": command, "checkpoint": arguments.checkpoint.name, "seed": arguments.seed}


if __name__ == "__main__":
    sys.exit(main())
