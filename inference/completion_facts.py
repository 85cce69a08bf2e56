"""What is known of a request when it has ended, whether it was answered or not."""

from dataclasses import dataclass
from datetime import datetime

from inference.backends.base import BackendError


@dataclass(frozen=True, slots=True)
class CompletionFacts:
    """finish_reason is stop or length, "stopped" when we left early, "" when it failed."""

    started_at: datetime
    total_seconds: float
    first_token_seconds: float | None = None
    finish_reason: str = ""
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    provider_request_id: str = ""
    num_retries: int = 0
    error: BackendError | None = None


@dataclass(frozen=True, slots=True)
class WholeAnswer:
    """text: all of it, or what there was before facts.error."""

    text: str
    facts: CompletionFacts
