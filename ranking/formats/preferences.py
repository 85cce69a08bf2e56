"""The data set of 55 thousand preferences: texts as JSON in cells, the verdict in three columns."""

from __future__ import annotations

from ranking.formats.conversations import texts
from ranking.formats.items import Row
from ranking.formats.values import Record, one_hot_outcome, text, two_names


def read(number: int, record: Record) -> Row:
    """A row; raises Refused. Voters and times are not in this data set."""
    left, right = two_names(record, "model_a", "model_b")
    prompts = texts(record, "prompt")
    return Row(
        number=number,
        left=left,
        right=right,
        outcome=one_hot_outcome(record),
        id=text(record.get("id")),
        num_turns=max(len(prompts), 1),
        prompts=prompts,
        left_answers=texts(record, "response_a"),
        right_answers=texts(record, "response_b"),
    )
