"""Clean battles, and the data sets of 33, 100 and 140 thousand votes: one record a vote.

The last has content in typed blocks, `both_bad`, and other names for the vote, the session and the
time; nothing else is different.
"""

from __future__ import annotations

from collections.abc import Mapping

from ranking.formats.conversations import Conversation, conversation, metadata_style
from ranking.formats.items import DUPLICATE_PROMPT, NAMES_KNOWN, Row
from ranking.formats.languages import code_of
from ranking.formats.values import Record, count, decoded, outcome, text, time, truth, two_names

ENOUGH_CRITERIA = 6  # of seven: a hard prompt
JUDGED = {  # our category: the tag that holds its verdict, and its name there
    "instruction-following": ("if_v0.1", "if"),
    "mathematics": ("math_v0.1", "math"),
    "creative-writing": ("creative_writing_v0.1", "creative_writing"),
    "captioning": ("captioning_v0.1", "captioning"),
    "diagram": ("diagram_v0.1", "diagram"),
    "entity-recognition": ("entity_recognition_v0.1", "entity_recognition"),
    "homework": ("homework_v0.1", "homework"),
    "humor": ("humor_v0.1", "humor"),
    "ocr": ("ocr_v0.1", "ocr"),
}


def read(number: int, record: Record) -> Row:
    """A row; raises Refused."""
    left, right = two_names(record, "model_a", "model_b")
    left_said, right_said = (conversation(record, f"conversation_{side}") for side in "ab")
    prompts = left_said.prompts or right_said.prompts
    return Row(
        number=number,
        left=left,
        right=right,
        outcome=outcome(record.get("winner")),
        id=_first(record, "question_id", "id", "evaluation_session_id"),
        at=time(record.get("tstamp", record.get("timestamp")), "the time"),
        voter=_first(record, "judge", "judge_hash", "user_id"),
        language=code_of(text(record.get("language"))),
        num_turns=count(record.get("turn"), "turn") or max(len(prompts), 1),
        prompts=prompts,
        images=left_said.images or right_said.images,
        left_answers=left_said.answers,
        right_answers=right_said.answers,
        left_style=_style(record, "a", left_said),
        right_style=_style(record, "b", right_said),
        num_swaps=count(record.get("num_swaps"), "num_swaps"),
        set_aside=_set_aside(record),
        flags=("moderated",) if _is_moderated(record) else (),
        categories=_categories(record),
    )


def _first(record: Record, *columns: str) -> str:
    return next((words for column in columns if (words := text(record.get(column)))), "")


def _style(record: Record, side: str, said: Conversation) -> dict[str, int]:
    own = {} if said.num_tokens is None else {"tokens": said.num_tokens}
    return own | metadata_style(record, side)


def _set_aside(record: Record) -> str:
    """Votes on names that were shown, and those that de-duplication did not sample."""
    if not truth(record.get("anony", True), "anony"):
        return NAMES_KNOWN
    tag = decoded(record.get("dedup_tag") or {}, "dedup_tag")
    if isinstance(tag, Mapping) and tag.get("sampled") is False:
        return DUPLICATE_PROMPT
    return ""


def _is_moderated(record: Record) -> bool:
    verdict = decoded(record.get("openai_moderation") or {}, "openai_moderation")
    return isinstance(verdict, Mapping) and truth(verdict.get("flagged"), "flagged")


def _items(value: object) -> list[tuple[object, object]]:
    return list(value.items()) if isinstance(value, Mapping) else []


def _categories(record: Record) -> dict[str, bool]:
    """What the file's own labels say, by our names."""
    ours = decoded(record.get("categories") or {}, "categories")
    found = {str(name): truth(holds, "categories") for name, holds in _items(ours)}
    if record.get("is_code") is not None:
        found["coding"] = truth(record["is_code"], "is_code")
    tags = decoded(record.get("category_tag") or {}, "category_tag")
    if not isinstance(tags, Mapping):
        return found
    criteria = tags.get("criteria_v0.1")
    if isinstance(criteria, Mapping):
        num_met = sum(truth(value, "criteria_v0.1") for value in criteria.values())
        found["hard-prompts"] = num_met >= ENOUGH_CRITERIA
    for category, (tag, verdict) in JUDGED.items():
        said = tags.get(tag)
        if isinstance(said, Mapping) and said.get(verdict) is not None:
            found[category] = truth(said[verdict], tag)
    return found
