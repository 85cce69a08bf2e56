"""Votes of compar:IA: the chosen model by its name, or both equal."""

from __future__ import annotations

import re

from ranking.formats.conversations import conversation
from ranking.formats.items import Refused, Row
from ranking.formats.languages import code_of
from ranking.formats.values import (
    BOTH_BAD,
    LEFT,
    RIGHT,
    TIE,
    Record,
    count,
    short,
    text,
    time,
    truth,
    two_names,
)


def read(number: int, record: Record) -> Row:
    """A row; raises Refused."""
    left, right = two_names(record, "model_a_name", "model_b_name")
    left_said, right_said = (conversation(record, f"conversation_{side}") for side in "ab")
    prompts = left_said.prompts or right_said.prompts
    opening = text(record.get("opening_msg"))
    return Row(
        number=number,
        left=left,
        right=right,
        outcome=_outcome(record, left, right),
        id=text(record.get("conversation_pair_id")) or text(record.get("id")),
        at=time(record.get("timestamp"), "timestamp"),
        voter=text(record.get("visitor_id")) or text(record.get("session_hash")),
        language=_language(record),
        num_turns=count(record.get("conv_turns"), "conv_turns") or max(len(prompts), 1),
        prompts=prompts or ((opening,) if opening else ()),
        left_answers=left_said.answers,
        right_answers=right_said.answers,
        left_style=_style(record, "a"),
        right_style=_style(record, "b"),
    )


def _outcome(record: Record, left: str, right: str) -> str:
    if truth(record.get("both_bad"), "both_bad"):
        return BOTH_BAD
    if truth(record.get("both_equal"), "both_equal"):
        return TIE
    chosen = text(record.get("chosen_model_name")).strip()
    if chosen == left:
        return LEFT
    if chosen == right:
        return RIGHT
    if not chosen:
        raise Refused("there is no verdict: no chosen_model_name, and not both_equal")
    raise Refused(f"chosen_model_name is {short(chosen)}, which is neither of the two")


def _language(record: Record) -> str:
    """The first of the languages that the file names, in a list or in a text such as ['fr']."""
    found = record.get("languages") or ""
    words = found if isinstance(found, str) else " ".join(text(word) for word in found)
    first = re.search(r"[^\W\d_][\w-]*", words)
    return code_of(first[0]) if first else ""


def _style(record: Record, side: str) -> dict[str, int]:
    column = f"total_conv_{side}_output_tokens"
    num_tokens = count(record.get(column), column)
    return {"tokens": num_tokens} if num_tokens else {}
