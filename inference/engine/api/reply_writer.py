"""What the engine delivers for one request, written down as a stream of events or as one reply."""

from __future__ import annotations

import secrets
import time
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from typing import Any

from inference.engine.api.answers import Answers
from inference.engine.api.completion_reply import (
    DONE,
    ChatShape,
    Choice,
    CompletionReply,
    TextShape,
    Usage,
    as_event,
    error_body,
)
from inference.engine.api.completion_request import CompletionRequest
from inference.engine.api.logprobs import chat_logprobs, text_logprobs
from inference.engine.engine import AnswerToken, Delivery
from inference.engine.errors import RequestRefused
from inference.engine.tokenizer.vocabulary import Vocabulary


@dataclass(slots=True)
class _Draft:
    """One choice while it grows."""

    texts: list[str] = field(default_factory=list)
    tokens: list[AnswerToken] = field(default_factory=list)
    num_tokens: int = 0
    finish_reason: str = ""

    def take(self, delivery: Delivery) -> None:
        self.texts.append(delivery.text)
        if delivery.token:
            self.tokens.append(delivery.token)
        self.num_tokens = delivery.num_answer_tokens
        self.finish_reason = delivery.finish_reason or ""


class ReplyWriter:
    def __init__(self, wanted: CompletionRequest, answers: Answers, vocabulary: Vocabulary) -> None:
        self._wanted = wanted
        self._answers = answers
        self._vocabulary = vocabulary
        self._reply = CompletionReply(
            shape=ChatShape() if wanted.is_chat else TextShape(),
            key=secrets.token_hex(12),
            model=wanted.model,
            created_seconds=int(time.time()),
            include_usage=wanted.include_usage,
        )

    async def events(self) -> AsyncIterator[bytes]:
        """One event a token and choice; those that came together are handed on together."""
        num_tokens = [0] * len(self._answers.sequences)
        opening = b"".join(map(self._reply.opening, range(len(num_tokens))))
        if opening:
            yield opening
        try:
            async for news in self._answers.deliveries():
                for index, delivery in news:
                    num_tokens[index] = delivery.num_answer_tokens
                events = b"".join([self._event(index, delivery) for index, delivery in news])
                if events:
                    yield events
        except RequestRefused as failed:
            yield as_event(error_body(failed))
            return
        usage = self._usage(sum(num_tokens))
        yield (self._reply.usage(usage) if self._wanted.include_usage else b"") + DONE

    async def whole(self) -> dict[str, Any]:
        drafts = [_Draft() for _ in self._answers.sequences]
        async for news in self._answers.deliveries():
            for index, delivery in news:
                drafts[index].take(delivery)
        choices = [
            Choice("".join(draft.texts), draft.finish_reason, self._logprobs(draft.tokens))
            for draft in drafts
        ]
        return self._reply.whole(choices, self._usage(sum(draft.num_tokens for draft in drafts)))

    def _event(self, index: int, delivery: Delivery) -> bytes:
        event = b""
        if delivery.token:
            event = self._reply.delta(index, delivery.text, self._logprobs([delivery.token]))
        elif delivery.text:
            event = self._reply.delta(index, delivery.text)
        if delivery.finish_reason:
            event += self._reply.closing(index, delivery.finish_reason)
        return event

    def _logprobs(self, tokens: Iterable[AnswerToken]) -> dict[str, Any] | None:
        if self._wanted.num_top_logprobs is None:
            return None
        shape = chat_logprobs if self._wanted.is_chat else text_logprobs
        return shape(self._vocabulary, tokens)

    def _usage(self, num_answer_tokens: int) -> Usage:
        first_choices = self._answers.sequences[:: self._wanted.num_choices]
        return Usage(
            num_prompt_tokens=sum(len(sequence.prompt_ids) for sequence in first_choices),
            num_cached_tokens=sum(s.num_cached_prompt_tokens for s in first_choices),
            num_answer_tokens=num_answer_tokens,
        )
