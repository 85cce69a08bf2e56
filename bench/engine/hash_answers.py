"""What HashAttention does to answers: needles found in long texts, greedy tokens that stay."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.engine.long_contexts import LongContexts
from bench.report import Label, Result, report, report_fact
from inference.engine.attention_request import HashAttentionRequest
from inference.engine.corpus import held_out_texts
from inference.engine.hash_attention.needle import NeedleTask, needle_tasks
from inference.engine.tokenizer.chat_template import ChatTemplate
from inference.engine.tokenizer.vocabulary import Vocabulary

LENGTHS = {"4k": 4000, "6k": 6000, "8k": 8000}  # tokens of a prompt, at most
READINGS = {
    "hash-8": HashAttentionRequest(True, 1 / 8),
    "hash-32": HashAttentionRequest(True, 1 / 32),
    "bounded": HashAttentionRequest(True, epsilon=0.1, delta=0.1),
}
NUM_NEEDLES, NEEDLE_TOKENS, GREEDY_TOKENS = 8, 24, 32
SEED = 0


@dataclass(frozen=True, slots=True)
class _Answers:
    """Token ids, densely and by each reading."""

    dense: list[int]
    sparse: dict[str, list[int]]


class _Reader:
    def __init__(self, model: Path) -> None:
        self._contexts = LongContexts(model, 1, max(LENGTHS.values()) + NEEDLE_TOKENS + 64)
        self.vocabulary = Vocabulary(self._contexts.checkpoint.vocabulary)
        self._template = ChatTemplate(self._contexts.checkpoint.chat_template, self.vocabulary)
        self._texts = [path.read_text(encoding="utf-8") for path in held_out_texts()]

    def needles(self, num_tokens: int) -> Iterator[tuple[NeedleTask, list[int]]]:
        """Tasks and their prompts, of at most so many tokens."""
        paragraphs = self._filler(num_tokens - 200)
        for task in needle_tasks(paragraphs, NUM_NEEDLES, SEED):
            yield task, self._template.encode([{"role": "user", "content": task.prompt}])

    def passages(self, num_tokens: int) -> Iterator[list[int]]:
        """Held-out text, two passages of each document."""
        for text in self._texts:
            ids = self.vocabulary.encode_text(text)
            for first in (len(ids) // 4, len(ids) // 2):
                yield ids[first : first + num_tokens]

    def answers(self, prompt: list[int], num_tokens: int) -> _Answers:
        self._contexts.read(prompt, 1)
        return _Answers(
            self._contexts.answer(prompt, num_tokens, None),
            {
                name: self._contexts.answer(prompt, num_tokens, request)
                for name, request in READINGS.items()
            },
        )

    def agreement(self, prompt: list[int], num_tokens: int) -> dict[str, list[bool]]:
        """By reading: whether each token of the dense answer is the likeliest there as well."""
        self._contexts.read(prompt, 1)
        dense = self._contexts.answer(prompt, num_tokens, None)
        return {
            name: [
                one == other
                for one, other in zip(
                    self._contexts.answer(prompt, num_tokens, request, dense), dense, strict=True
                )
            ]
            for name, request in READINGS.items()
        }

    def _filler(self, num_tokens: int) -> list[str]:
        paragraphs, size = [], 0
        for paragraph in self._texts[0][len(self._texts[0]) // 4 :].split("\n\n"):
            size += len(self.vocabulary.encode_text(paragraph + "\n\n"))
            if size > num_tokens:
                break
            paragraphs.append(paragraph)
        return paragraphs


def measure(model: Path) -> None:
    reader = _Reader(model)
    for length, num_tokens in LENGTHS.items():
        _report_needles(reader, length, num_tokens)
    for length in ("4k", "8k"):
        _report_agreement(reader, length, LENGTHS[length])


def _report_needles(reader: _Reader, length: str, num_tokens: int) -> None:
    found = dict.fromkeys(["dense", *READINGS], 0)
    tokens = 0
    for task, prompt in reader.needles(num_tokens):
        tokens = max(tokens, len(prompt))
        answers = reader.answers(prompt, NEEDLE_TOKENS)
        for name, ids in {"dense": answers.dense, **answers.sparse}.items():
            found[name] += task.answer in reader.vocabulary.decode(ids)
    if not found["dense"]:  # too far away for the model itself
        report_fact(f"hash-needle-{length}", needles=NUM_NEEDLES, found=found, context=tokens)
        return
    for name in READINGS:
        ratio = found[name] / found["dense"]
        report(_result(f"hash-needle-{length}-{name}", found[name], found["dense"], ratio, tokens))


def _report_agreement(reader: _Reader, length: str, num_tokens: int) -> None:
    """Along the dense answer: left to themselves, the texts soon have different pasts."""
    same: dict[str, list[bool]] = {name: [] for name in READINGS}
    for passage in reader.passages(num_tokens):
        for name, agrees in reader.agreement(passage, GREEDY_TOKENS).items():
            same[name] += agrees
    for name, agrees in same.items():
        total, most = sum(agrees), len(agrees)
        report(_result(f"hash-greedy-{length}-{name}", total, most, total / most, num_tokens))


def _result(name: str, value: float, dense: float, ratio: float, num_tokens: int) -> Result:
    return Result(
        name=name,
        value=value,
        unit="needles" if "needle" in name else "tokens that are the same",
        peer="our dense decoding",
        peer_value=dense,
        ratio=ratio,
        goal=None,
        label=Label.REAL_CPU,
        conditions={"context": num_tokens},
    )
