"""The words in which an answer is asked for and given; no framework, no I/O."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Role = Literal["system", "user", "assistant"]
FinishReason = Literal["stop", "length"]


@dataclass(frozen=True, slots=True)
class TextPart:
    """One typed part of a message, as in OpenAI's API; images become a second kind of part."""

    text: str

    def to_json(self) -> dict[str, str]:
        return {"type": "text", "text": self.text}


@dataclass(frozen=True, slots=True)
class Message:
    role: Role
    parts: tuple[TextPart, ...]

    @classmethod
    def of_text(cls, role: Role, text: str) -> "Message":
        return cls(role, (TextPart(text),))

    @property
    def text(self) -> str:
        return "\n\n".join(part.text for part in self.parts)


@dataclass(frozen=True, slots=True)
class Sampling:
    """How tokens are drawn. None leaves the choice to the route."""

    temperature: float = 0.7
    top_p: float = 0.95
    max_tokens: int = 320
    seed: int | None = None
    stop: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GenerateRequest:
    """schema: JSON Schema that the answer shall follow; not every backend can promise that."""

    messages: Sequence[Message]
    sampling: Sampling = field(default_factory=Sampling)
    schema: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class TokenChunk:
    """A piece of the answer, in order; never the text before it again."""

    text: str


@dataclass(frozen=True, slots=True)
class Finished:
    """The last word of every answer that did not fail."""

    reason: FinishReason
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    request_id: str = ""
    num_retries: int = 0
