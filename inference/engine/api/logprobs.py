"""Log-probabilities in OpenAI's two shapes.

A token that is not whole characters is written as `bytes:\\xf0\\x9f`, as OpenAI does; a chat reply
gives the bytes of every token besides.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from inference.engine.engine import AnswerToken
from inference.engine.tokenizer.vocabulary import Vocabulary

LEAST_LOGPROB = -9999.0  # OpenAI's word for minus infinity, which JSON has not


def chat_logprobs(vocabulary: Vocabulary, tokens: Iterable[AnswerToken]) -> dict[str, Any]:
    """The `logprobs` of a chat choice or chunk."""
    content = []
    for token in tokens:
        drawn = token.drawn
        entry = _entry(vocabulary, drawn.token_id, drawn.logprob)
        entry["top_logprobs"] = [_entry(vocabulary, *pair) for pair in drawn.top]
        content.append(entry)
    return {"content": content, "refusal": None}


def text_logprobs(vocabulary: Vocabulary, tokens: Iterable[AnswerToken]) -> dict[str, Any]:
    """The older shape: four lists side by side. The token that was drawn is always among the top;
    offsets count from the beginning of the answer."""
    shape: dict[str, list[Any]] = {
        "tokens": [],
        "token_logprobs": [],
        "top_logprobs": [],
        "text_offset": [],
    }
    for token in tokens:
        drawn = token.drawn
        pairs = (*drawn.top, (drawn.token_id, drawn.logprob))
        shape["tokens"].append(token_text(vocabulary, drawn.token_id))
        shape["token_logprobs"].append(_finite(drawn.logprob))
        shape["top_logprobs"].append(
            {token_text(vocabulary, token_id): _finite(logprob) for token_id, logprob in pairs}
        )
        shape["text_offset"].append(token.text_offset)
    return shape


def token_text(vocabulary: Vocabulary, token_id: int) -> str:
    data = vocabulary.token_bytes(token_id)
    if not data:
        return vocabulary.token_name(token_id)
    try:
        return data.decode()
    except UnicodeDecodeError:
        return "bytes:" + "".join(f"\\x{byte:02x}" for byte in data)


def _entry(vocabulary: Vocabulary, token_id: int, logprob: float | None) -> dict[str, Any]:
    return {
        "token": token_text(vocabulary, token_id),
        "logprob": _finite(logprob),
        "bytes": list(vocabulary.token_bytes(token_id)),
    }


def _finite(logprob: float | None) -> float:
    return LEAST_LOGPROB if logprob is None else max(logprob, LEAST_LOGPROB)
