"""Conversation logs of FastChat: one event a line, votes among them.

Whether a vote was blind follows from `models`: both empty before the reveal. What its own cleaner
would throw away is told apart here: what makes no sense is refused, what should not count is a row
that is set aside, with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ranking.formats.conversations import words_of
from ranking.formats.items import FAILED_ANSWER, IDENTITY_LEAK, NAMES_KNOWN, Refused, Row
from ranking.formats.values import LONGEST_NAME, Record, count, outcome, text, time

VOTES = {"leftvote", "rightvote", "tievote", "bothbad_vote"}
PLACEHOLDERS = {"", "Model A", "Model B"}
# Words by which an answer or a question gives a contestant away, as that project's cleaner has
# them. Bare substrings: a chat about palm trees is set aside too, and can be restored.
IDENTITY_WORDS = (
    "vicuna", "lmsys", "koala", "uc berkeley", "open assistant", "laion", "chatglm", "chatgpt",
    "gpt-4", "openai", "anthropic", "claude", "bard", "palm", "lamda", "google", "llama",
    "qianwan", "alibaba", "mistral", "zhipu", "keg lab", "01.ai", "ai2", "tülu", "gemini",
    "hermes",
)  # fmt: skip
FAILURES = (
    "network error due to high traffic",
    "$moderation$",
    "api request error",
    "\N{LEFT HALF BLOCK}",
    "\N{LEFT FIVE EIGHTHS BLOCK}",
)


_HEADING = re.compile(r"(?:<h3>|### ?)(?:Model [AB]: )?(?P<name>.*?)(?:</h3>)?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _State:
    """One side: its hidden name and what was said since the template's examples."""

    hidden_name: str
    prompts: tuple[str, ...]
    answers: tuple[str, ...]


def read(number: int, record: Record) -> Row | None:
    """A row; None for events that are no votes between two. Raises Refused."""
    if record.get("type") not in VOTES:
        return None
    states = record.get("states")
    if not isinstance(states, Sequence) or len(states) != 2:
        raise Refused("a vote needs two states")
    left, right = _state(states[0], "a"), _state(states[1], "b")
    names, is_blind = _names(record, left, right)
    return Row(
        number=number,
        left=names[0],
        right=names[1],
        outcome=outcome(record["type"], "type"),
        id=text(states[0].get("conv_id")),
        at=time(record.get("tstamp"), "tstamp"),
        voter=text(record.get("ip")),
        num_turns=len(left.prompts),
        prompts=left.prompts,
        left_answers=left.answers,
        right_answers=right.answers,
        set_aside=_set_aside(left, right, is_blind),
    )


def _state(state: object, side: str) -> _State:
    if not isinstance(state, Mapping) or not isinstance(state.get("messages"), Sequence):
        raise Refused(f"the state of side {side} has no messages")
    messages = state["messages"][count(state.get("offset"), "offset") :]
    if not messages:
        raise Refused(f"the state of side {side} has no messages after its offset")
    if not all(isinstance(m, Sequence) and len(m) == 2 for m in messages):
        raise Refused(f"the state of side {side} has a message that is no [role, text]")
    said = [words_of(message[1]) for message in messages]
    if not all(said):
        raise Refused(f"the state of side {side} has an empty message")
    return _State(text(state.get("model_name")), tuple(said[0::2]), tuple(said[1::2]))


def _names(record: Record, left: _State, right: _State) -> tuple[list[str], bool]:
    """The contestants, and whether they were hidden. Raises Refused."""
    models = record.get("models")
    if not isinstance(models, Sequence) or len(models) != 2 or None in models:
        raise Refused("models must name two")
    shown = [_without_heading(text(name)) for name in models]
    hidden = [left.hidden_name or shown[0], right.hidden_name or shown[1]]
    is_hidden = [name in PLACEHOLDERS for name in shown]
    if any(is_hidden) and not all(is_hidden):
        raise Refused("one name was shown and the other was not")
    if not all(is_hidden) and shown != hidden:
        raise Refused("the names that were shown are not those of the states")
    if any(name in PLACEHOLDERS or len(name) > LONGEST_NAME for name in hidden):
        raise Refused("the states do not name both models")
    if hidden[0] == hidden[1]:
        raise Refused(f"both sides are the same: {hidden[0]}")
    return hidden, all(is_hidden)


def _without_heading(shown: str) -> str:
    """The name alone: versions differ in how they show it, such as <h3>Model A: name</h3>."""
    found = _HEADING.fullmatch(shown.strip())
    return found["name"].strip() if found else shown.strip()


def _set_aside(left: _State, right: _State, is_blind: bool) -> str:
    if not is_blind:
        return NAMES_KNOWN
    said = "\n".join((*left.prompts, *left.answers, *right.prompts, *right.answers)).lower()
    if any(failure in said for failure in FAILURES):
        return FAILED_ANSWER
    return IDENTITY_LEAK if any(word in said for word in IDENTITY_WORDS) else ""
