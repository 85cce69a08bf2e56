"""Plain tables: two columns with names, one with the verdict, and whatever else is said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace

from ranking.formats.conversations import texts
from ranking.formats.items import NAMES_KNOWN, Columns, Row
from ranking.formats.languages import code_of
from ranking.formats.records import Unreadable
from ranking.formats.values import (
    ONE_HOT,
    Record,
    count,
    one_hot_outcome,
    outcome,
    text,
    time,
    truth,
    two_names,
)

ROLES = tuple(field.name for field in fields(Columns))
USUAL = {  # where a column of this role is looked for when nobody says
    "left": ("left", "model_a", "model_left"),
    "right": ("right", "model_b", "model_right"),
    "winner": ("winner", "outcome", "verdict"),
    "id": ("id", "question_id"),
    "time": ("time", "tstamp", "timestamp", "created_at"),
    "voter": ("voter", "judge", "user_id"),
    "language": ("language",),
    "turns": ("turns", "turn", "num_turns"),
    "prompt": ("prompt",),
    "left_answer": ("left_answer", "response_a"),
    "right_answer": ("right_answer", "response_b"),
    "anonymous": ("anonymous", "anony"),
    "swaps": ("swaps", "num_swaps"),
}


def parse_columns(words: str) -> Columns:
    """`left=model_a,right=model_b,winner=vote` as Columns. Raises Unreadable."""
    chosen = {}
    for word in filter(None, words.split(",")):
        role, is_a_map, column = word.partition("=")
        if role.strip() not in ROLES or not is_a_map or not column.strip():
            raise Unreadable(
                f"“{word}” is no column. Write role=column, with roles among: {', '.join(ROLES)}."
            )
        chosen[role.strip()] = column.strip()
    return Columns(**chosen)


def complete(columns: Columns, there: Iterable[str]) -> Columns:
    """The columns said, and the usual ones for the rest. Raises Unreadable for what is missing."""
    there = list(there)
    for role in ROLES:
        said = getattr(columns, role)
        if said and said not in there:
            raise Unreadable(f"There is no column “{said}”; there are: {', '.join(there)}.")
    usual = {
        role: next((column for column in USUAL[role] if column in there), "")
        for role in ROLES
        if not getattr(columns, role)
    }
    found = replace(columns, **usual)
    needed = ["left", "right"] + ([] if any(column in there for column in ONE_HOT) else ["winner"])
    missing = [role for role in needed if not getattr(found, role)]
    if missing:
        example = ",".join(f"{role}=NAME" for role in missing)
        raise Unreadable(
            f"It cannot be told which column is {' and '.join(missing)}: say --columns {example}. "
            f"There are: {', '.join(there)}."
        )
    return found


def read(number: int, record: Record, columns: Columns) -> Row:
    """A row; raises Refused. `columns` are complete."""
    left, right = two_names(record, columns.left, columns.right)
    prompts = texts(record, columns.prompt)
    return Row(
        number=number,
        left=left,
        right=right,
        outcome=outcome(record.get(columns.winner), columns.winner)
        if columns.winner
        else one_hot_outcome(record),
        id=text(record.get(columns.id)),
        at=time(record.get(columns.time), columns.time),
        voter=text(record.get(columns.voter)),
        language=code_of(text(record.get(columns.language))),
        num_turns=count(record.get(columns.turns), columns.turns) or max(len(prompts), 1),
        prompts=prompts,
        left_answers=texts(record, columns.left_answer),
        right_answers=texts(record, columns.right_answer),
        num_swaps=count(record.get(columns.swaps), columns.swaps),
        set_aside="" if _is_blind(record, columns) else NAMES_KNOWN,
    )


def _is_blind(record: Record, columns: Columns) -> bool:
    return not columns.anonymous or truth(record.get(columns.anonymous), columns.anonymous)
