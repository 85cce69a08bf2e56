"""response_format, guided_choice and guided_regex, to one grammar; plain Python."""

from __future__ import annotations

import json
import re
from typing import Any

from inference.engine.api.fields import flag, quoted, text
from inference.engine.errors import BadRequest
from inference.engine.grammar import Grammar, GrammarKind

LONGEST_SCHEMA_BYTES = 65_536
LONGEST_REGEX_CHARACTERS = 4096
LONGEST_CHOICES_CHARACTERS = 65_536
MAX_CHOICES = 1024
SCHEMA_NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}")
ANY_OBJECT = '{"type": "object"}'
FORMATS = ("text", "json_object", "json_schema")


def response_format(value: Any) -> Grammar | None:
    """As OpenAI names it; None for plain text."""
    name = "response_format"
    if not isinstance(value, dict) or value.get("type") not in FORMATS:
        raise BadRequest(f"{name}.type must be one of {', '.join(FORMATS)}.", f"{name}.type")
    with_schema = value["type"] == "json_schema"
    _refuse_unknown(value, {"type", "json_schema"} if with_schema else {"type"}, name)
    if with_schema:
        return _schema(value.get("json_schema"), f"{name}.json_schema")
    if value["type"] == "json_object":
        return Grammar(GrammarKind.JSON_SCHEMA, ANY_OBJECT, name)
    return None


def _schema(value: Any, name: str) -> Grammar:
    """A schema is always followed to the letter, so `strict` changes nothing."""
    if not isinstance(value, dict):
        raise BadRequest(f"{name} must be an object with name and schema.", name)
    _refuse_unknown(value, {"name", "description", "schema", "strict"}, name)
    if not SCHEMA_NAME.fullmatch(text(f"{name}.name")(value.get("name"))):
        words = f"{name}.name must be 1 to 64 letters, digits, underscores or dashes."
        raise BadRequest(words, f"{name}.name")
    text(f"{name}.description")(value.get("description") or "")
    flag(f"{name}.strict")(value.get("strict") or False)
    schema, place = value.get("schema"), f"{name}.schema"
    if not isinstance(schema, dict) or "x-guidance" in schema:
        raise BadRequest(f"{place} must be a JSON schema, an object.", place)
    try:
        written = json.dumps(schema)
    except RecursionError:
        raise BadRequest(f"{place} is nested too deeply.", place) from None
    if len(written) > LONGEST_SCHEMA_BYTES:
        raise BadRequest(f"{place} may have {LONGEST_SCHEMA_BYTES} bytes.", place)
    return Grammar(GrammarKind.JSON_SCHEMA, written, place)


def guided_choice(value: Any) -> Grammar:
    name = "guided_choice"
    if not isinstance(value, list) or not 1 <= len(value) <= MAX_CHOICES:
        raise BadRequest(f"{name} must be a list of 1 to {MAX_CHOICES} strings.", name)
    choices = [text(f"{name}[{index}]")(choice) for index, choice in enumerate(value)]
    if "" in choices:
        place = f"{name}[{choices.index('')}]"
        raise BadRequest(f"{place} is empty; give it a letter.", place)
    if sum(map(len, choices)) > LONGEST_CHOICES_CHARACTERS:
        words = f"{name} may have {LONGEST_CHOICES_CHARACTERS} characters altogether."
        raise BadRequest(words, name)
    return Grammar(GrammarKind.CHOICE, json.dumps(choices), name)


def guided_regex(value: Any) -> Grammar:
    name = "guided_regex"
    pattern = text(name)(value)
    if not 1 <= len(pattern) <= LONGEST_REGEX_CHARACTERS:
        words = f"{name} must have 1 to {LONGEST_REGEX_CHARACTERS} characters."
        raise BadRequest(words, name)
    return Grammar(GrammarKind.REGEX, pattern, name)


def the_grammar(given: dict[str, Any]) -> Grammar | None:
    """The one that the checked fields ask for. Refuses two, and what would cut its text short."""
    names = ("response_format", "guided_choice", "guided_regex")
    wanted: list[Grammar] = [given[name] for name in names if given.get(name)]
    if not wanted:
        return None
    if len(wanted) > 1:
        words = f"{wanted[1].param} cannot be joined with {wanted[0].param}: ask for one."
        raise BadRequest(words, wanted[1].param)
    for name in ("stop", "ignore_eos"):
        if given.get(name):
            words = f"{name} would cut what {wanted[0].param} promises to be whole: leave it out."
            raise BadRequest(words, name)
    return wanted[0]


def _refuse_unknown(value: dict[str, Any], known: set[str], name: str) -> None:
    unknown = sorted(set(value) - known)
    if unknown:
        place = f"{name}.{quoted(unknown[0])}"
        raise BadRequest(f"Unknown field: {place}.", place)
