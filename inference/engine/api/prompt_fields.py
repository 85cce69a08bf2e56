"""What is to be answered: messages, or prompts as text or token ids; plain Python."""

from __future__ import annotations

from typing import Any

from inference.engine.api.fields import quoted, text
from inference.engine.errors import BadRequest

ROLES = ("system", "user", "assistant")
HIGHEST_TOKEN_ID = 2**31 - 1

Messages = tuple[dict[str, str], ...]
Prompt = Messages | str | list[int]  # a list holds token ids


def messages(value: Any) -> Messages:
    if not isinstance(value, list) or not value:
        raise BadRequest("messages must be a list of at least one message.", "messages")
    return tuple(_message(message, f"messages[{index}]") for index, message in enumerate(value))


def _message(message: Any, name: str) -> dict[str, str]:
    if not isinstance(message, dict):
        raise BadRequest(f"{name} must be an object with role and content.", name)
    unknown = sorted(set(message) - {"role", "content"})
    if unknown:
        place = f"{name}.{quoted(unknown[0])}"
        raise BadRequest(f"Unknown field: {place}.", place)
    if message.get("role") not in ROLES:
        raise BadRequest(f"{name}.role must be one of {', '.join(ROLES)}.", f"{name}.role")
    content = _content(message.get("content"), f"{name}.content")
    return {"role": message["role"], "content": content}


def _content(content: Any, name: str) -> str:
    """A string, or a list of typed parts, of which this engine knows text only."""
    if not isinstance(content, list):
        return str(text(name)(content))
    texts = []
    for index, part in enumerate(content):
        place = f"{name}[{index}]"
        if not isinstance(part, dict):
            raise BadRequest(f"{place} must be an object with type and text.", place)
        if part.get("type") != "text":
            raise BadRequest(f"{place}.type must be text: this model reads no other.", place)
        texts.append(text(f"{place}.text")(part.get("text")))
    return "".join(texts)


def prompts(value: Any) -> tuple[Prompt, ...]:
    """A string, a list of strings, a list of token ids, or a list of such lists."""
    name = "prompt"
    if isinstance(value, str):
        return (text(name)(value),)
    if not isinstance(value, list) or not value:
        raise BadRequest("prompt must be a string, token ids, or a list of these.", name)
    if isinstance(value[0], int):
        return (_token_ids(value, name),)
    return tuple(_one_prompt(one, f"{name}[{index}]") for index, one in enumerate(value))


def _one_prompt(value: Any, name: str) -> str | list[int]:
    return _token_ids(value, name) if isinstance(value, list) else text(name)(value)


def _token_ids(value: list[Any], name: str) -> list[int]:
    for index, token_id in enumerate(value):
        if type(token_id) is not int or not 0 <= token_id <= HIGHEST_TOKEN_ID:
            raise BadRequest(f"{name}[{index}] is no token id.", f"{name}[{index}]")
    return value
