"""Prompts for statements about oneself, from stems and endings of our own."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from games.words.making.identity import id_of


def prompts(path: Path) -> Iterator[dict[str, Any]]:
    """As the bank keeps them."""
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        topic, _, rest = line.partition(":")
        stem, *endings = (part.strip() for part in rest.split("|"))
        for ending in endings:
            prompt = f"{stem} {ending}"
            yield {"id": id_of(prompt), "prompt": prompt, "topic": topic, "reviewed": True}
