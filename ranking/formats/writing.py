"""Rows as lines of a file, in the shapes that others read: clean battles, blocks, a plain table."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from ranking.csv_rows import harmless
from ranking.formats.items import Row
from ranking.formats.languages import name_of
from ranking.formats.values import LEFT, RIGHT, TIE

WINNERS = {LEFT: "model_a", RIGHT: "model_b", TIE: "tie"}
CLEAN_BOTH_BAD, BLOCKS_BOTH_BAD = "tie (bothbad)", "both_bad"
TABLE_COLUMNS = (
    "id", "time", "left", "right", "winner", "voter", "language", "turns", "swaps", "anonymous",
)  # fmt: skip


def clean_battle(row: Row) -> dict[str, Any]:
    """As the cleaned battles of FastChat, with the later enrichments that are known."""
    facts: dict[str, Any] = {
        "question_id": row.id,
        "model_a": row.left,
        "model_b": row.right,
        "winner": WINNERS.get(row.outcome, CLEAN_BOTH_BAD),
        "judge": row.voter,
        "turn": row.num_turns,
        "anony": row.is_anonymous,
        "language": name_of(row.language),
        "tstamp": None if row.at is None else row.at.timestamp(),
        **_enrichments(row),
    }
    if row.prompts:
        facts["conversation_a"] = _messages(row.prompts, row.left_answers, str)
        facts["conversation_b"] = _messages(row.prompts, row.right_answers, str)
    return facts


def block(row: Row) -> dict[str, Any]:
    """As the data set of 140 thousand votes: content in typed blocks, `both_bad`."""
    return {
        "id": row.id,
        "evaluation_session_id": row.voter,
        "model_a": row.left,
        "model_b": row.right,
        "winner": WINNERS.get(row.outcome, BLOCKS_BOTH_BAD),
        "judge": row.voter,
        "conversation_a": _messages(row.prompts, row.left_answers, _as_blocks),
        "conversation_b": _messages(row.prompts, row.right_answers, _as_blocks),
        "turn": row.num_turns,
        "language": row.language,
        "timestamp": None if row.at is None else row.at.isoformat(),
        **_enrichments(row),
    }


def json_lines(rows: Iterable[Row], shape: Callable[[Row], dict[str, Any]]) -> Iterator[str]:
    for row in rows:
        yield json.dumps(shape(row), ensure_ascii=False) + "\n"


def clean_battle_lines(rows: Iterable[Row]) -> Iterator[str]:
    return json_lines(rows, clean_battle)


def block_lines(rows: Iterable[Row]) -> Iterator[str]:
    return json_lines(rows, block)


def table_lines(rows: Iterable[Row]) -> Iterator[str]:
    """CSV with a header; a cell that a spreadsheet would run is made harmless. Without texts."""
    yield _csv_line(TABLE_COLUMNS)
    for row in rows:
        yield _csv_line(
            harmless(cell)
            for cell in (
                row.id,
                "" if row.at is None else row.at.isoformat(),
                row.left,
                row.right,
                WINNERS.get(row.outcome, BLOCKS_BOTH_BAD),
                row.voter,
                row.language,
                row.num_turns,
                row.num_swaps,
                row.is_anonymous,
            )
        )


WRITERS: dict[str, Callable[[Iterable[Row]], Iterator[str]]] = {
    "clean-battle": clean_battle_lines,
    "blocks": block_lines,
    "csv": table_lines,
}


def _enrichments(row: Row) -> dict[str, Any]:
    """Counts of style where the field asks for counts by kind, we know the sum and say `any`."""
    metadata: dict[str, Any] = {}
    for side, style in (("a", row.left_style), ("b", row.right_style)):
        if "tokens" in style:
            metadata[f"sum_assistant_{side}_tokens"] = style["tokens"]
        for name, column in (
            ("headers", "header_count"),
            ("list_items", "list_count"),
            ("bold", "bold_count"),
        ):
            if name in style:
                metadata[f"{column}_{side}"] = {"any": style[name]}
    facts: dict[str, Any] = {"conv_metadata": metadata, "num_swaps": row.num_swaps}
    if "coding" in row.categories:
        facts["is_code"] = row.categories["coding"]
    if row.categories:
        facts["categories"] = dict(row.categories)
    return facts


def _messages(
    prompts: tuple[str, ...], answers: tuple[str, ...], content: Callable[[str], Any]
) -> list[dict[str, Any]]:
    messages = []
    for i, prompt in enumerate(prompts):
        messages.append({"role": "user", "content": content(prompt)})
        if i < len(answers):
            messages.append({"role": "assistant", "content": content(answers[i])})
    return messages


def _as_blocks(text: str) -> list[dict[str, str]]:
    return [{"type": "text", "text": text}]


def _csv_line(cells: Iterable[object]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue()
