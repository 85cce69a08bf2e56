"""Answers of known writers to known prompts, read from files.

A line of ours is {"prompt": ..., "contestant": ..., "text": ...}. Files of AlpacaEval, one a
model, have {"instruction": ..., "output": ...}; the file's name is the contestant. Either may be
compressed by gzip, and a folder stands for all its files.
"""

import gzip
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TextIO

ENDINGS = (".jsonl", ".jsonl.gz")


class UnreadableAnswers(ValueError):
    """A file cannot be used; the message says where and why."""


@dataclass(frozen=True, slots=True)
class Answer:
    prompt: str
    contestant: str
    text: str


def read_answers(path: Path) -> list[Answer]:
    """All answers of a file or folder. Raises UnreadableAnswers."""
    files = (
        sorted(p for p in path.iterdir() if p.name.endswith(ENDINGS)) if path.is_dir() else [path]
    )
    if not files:
        raise UnreadableAnswers(f"There are no files that end in .jsonl or .jsonl.gz in {path}.")
    return [answer for file in files for answer in _of_file(file)]


def by_prompt(answers: Iterable[Answer]) -> dict[str, dict[str, list[str]]]:
    """prompt: contestant: texts, in the order of the answers."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for answer in answers:
        found[answer.prompt][answer.contestant].append(answer.text)
    return {prompt: dict(texts) for prompt, texts in found.items()}


def as_one(answers: Iterable[Answer], groups: Sequence[Sequence[str]]) -> list[Answer]:
    """The answers with each group of contestants under one name: variants of one model."""
    names = {member: " = ".join(group) for group in groups for member in group}
    return [replace(a, contestant=names.get(a.contestant, a.contestant)) for a in answers]


def contestants_of(answers: Iterable[Answer]) -> list[str]:
    return sorted({answer.contestant for answer in answers})


def _of_file(file: Path) -> Iterator[Answer]:
    name = file.name.removesuffix(".gz").removesuffix(".jsonl")
    try:
        with _opened(file) as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield _of_line(line, name, f"{file.name}, line {number}")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableAnswers(f"{file} could not be read: {error}.") from error


def _opened(file: Path) -> TextIO:
    return gzip.open(file, "rt") if file.suffix == ".gz" else file.open()


def _of_line(line: str, name: str, where: str) -> Answer:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise UnreadableAnswers(f"{where} is not JSON: {error}.") from error
    if isinstance(row, dict):
        values = [
            row.get("prompt", row.get("instruction")),
            row.get("contestant", name),
            row.get("text", row.get("output")),
        ]
        if all(isinstance(value, str) for value in values):
            return Answer(*values)
    raise UnreadableAnswers(
        f"{where} must be an object with the texts prompt, contestant and text."
    )
