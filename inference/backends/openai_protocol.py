"""OpenAI's chat completions as values: the body asked, the events answered, the errors told.

Nothing is taken on trust: whatever does not look as it should is a BackendError.
Source: OpenAI API reference, "Create chat completion" and "Streaming".
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from inference.backends.base import BackendError, Blocked, Busy, TooLong, Unavailable
from inference.route_spec import RouteSpec
from inference.wire import FinishReason, GenerateRequest

LONGEST_DETAIL_CHARACTERS = 2000

_FINISH_REASONS: Mapping[str, FinishReason] = {
    "stop": "stop",
    "eos": "stop",
    "end_turn": "stop",
    "length": "length",
    "max_tokens": "length",
}
_TOO_LONG_SIGNS = (
    "context_length_exceeded",
    "context length",
    "context window",
    "maximum context",
    "too many tokens",
    "prompt is too long",
)
_BLOCKED_SIGNS = ("content_filter", "content_policy", "content management policy", "moderation")
_BUSY_STATUSES = frozenset({429, 503, 529})
_REQUEST_STATUSES = frozenset({400, 413, 422})


@dataclass(frozen=True, slots=True)
class Event:
    """One event of the stream, read; each field is empty where the event does not speak of it."""

    text: str = ""
    finish_reason: FinishReason | None = None
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    request_id: str = ""


def request_body(spec: RouteSpec, request: GenerateRequest) -> dict[str, object]:
    """The JSON to send; options come last, but cannot end the streaming."""
    sampling = request.sampling
    body: dict[str, object] = {
        "model": spec.model_name,
        "messages": [{"role": m.role, "content": m.text} for m in request.messages],
        "temperature": sampling.temperature,
        "top_p": sampling.top_p,
        "max_tokens": sampling.max_tokens,
    }
    if sampling.seed is not None:
        body["seed"] = sampling.seed
    if sampling.stop:
        body["stop"] = list(sampling.stop)
    if request.schema is not None:
        body["response_format"] = {
            "type": "json_schema",
            "json_schema": {"name": "answer", "schema": dict(request.schema), "strict": True},
        }
    body |= spec.options
    body = {name: value for name, value in body.items() if value is not None}
    return body | {"stream": True, "stream_options": {"include_usage": True}}


def parse_event(data: str) -> Event:
    """Raises BackendError for garbage, for a missing field, and for an error told in the stream."""
    payload = _object(_load(data), "an event")
    if payload.get("error"):
        raise error_of(200, data)
    usage = _object(payload.get("usage") or {}, "usage")
    choices = payload.get("choices")
    if not isinstance(choices, list):
        raise BackendError(f"an event without choices: {data[:200]}")
    text, finish_reason = _read_choice(choices[0]) if choices else ("", None)
    return Event(
        text=text,
        finish_reason=finish_reason,
        prompt_tokens=_count(usage.get("prompt_tokens")),
        completion_tokens=_count(usage.get("completion_tokens")),
        request_id=str(payload.get("id") or "")[:120],
    )


def _read_choice(choice: object) -> tuple[str, FinishReason | None]:
    choice = _object(choice, "a choice")
    text = _object(choice.get("delta") or {}, "delta").get("content") or ""
    if not isinstance(text, str):
        raise BackendError("the content of a delta is not text")
    reason = choice.get("finish_reason")
    if reason is None:
        return text, None
    if reason == "content_filter":
        raise Blocked("the provider's content filter ended the answer")
    if not isinstance(reason, str) or reason not in _FINISH_REASONS:
        raise BackendError(f"an unknown finish_reason: {reason!r}"[:200])
    return text, _FINISH_REASONS[reason]


def error_of(status: int, body: str, request_id: str = "") -> BackendError:
    """The error that a response tells of, by its words first and then by its status."""
    signs = body.lower()
    detail = f"HTTP {status}: {_message(body)}"[:LONGEST_DETAIL_CHARACTERS]
    kind: type[BackendError] = Unavailable
    if status in _REQUEST_STATUSES | {200, 403} and _any_of(_BLOCKED_SIGNS, signs):
        kind = Blocked
    elif status in _REQUEST_STATUSES | {200} and _any_of(_TOO_LONG_SIGNS, signs):
        kind = TooLong
    elif status in _BUSY_STATUSES and "insufficient_quota" not in signs:
        kind = Busy
    elif status == 200:
        kind = Busy if _any_of(("rate_limit", "overloaded"), signs) else BackendError
    return kind(detail, request_id=request_id)


def _any_of(signs: tuple[str, ...], text: str) -> bool:
    return any(sign in text for sign in signs)


def _message(body: str) -> str:
    try:
        payload = json.loads(body)
    except (ValueError, RecursionError):
        return body
    error = payload.get("error") if isinstance(payload, dict) else None
    message = error.get("message") if isinstance(error, dict) else error
    return str(message or body)


def _load(data: str) -> object:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        raise BackendError(f"an event is not JSON: {data[:200]}") from None


def _object(value: object, what: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise BackendError(f"{what} is not a JSON object")
    return value


def _count(value: object) -> int | None:
    """A number of tokens, if it is a believable one; usage is told, never relied on."""
    is_count = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31
    return value if is_count else None  # type: ignore[return-value]
