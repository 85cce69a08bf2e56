"""Names of items that a rebuild keeps, and their file: an item a line, the same bytes each time."""

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

_LONGEST_ID = 60


def id_of(text: str) -> str:
    """Of small letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:_LONGEST_ID].rstrip("-")


def write_items(path: Path, head: Mapping[str, Any], items: Iterable[Mapping[str, Any]]) -> int:
    """The head first, then the items by id. Returns how many. Raises ValueError for an id twice."""
    rows = sorted(items, key=lambda item: str(item["id"]))
    ids = [row["id"] for row in rows]
    if len(set(ids)) != len(ids):
        twice = next(one for one in ids if ids.count(one) > 1)
        raise ValueError(f"Two items have the id {twice}.")
    lines = [json.dumps({"head": head}, ensure_ascii=False)[:-1] + ',\n"items": [']
    packed = [json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows]
    path.write_text("\n".join([*lines, ",\n".join(packed), "]}", ""]), "utf-8")
    return len(rows)
