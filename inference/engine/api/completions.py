"""One completion from the checked request to the last byte of its reply."""

from __future__ import annotations

import asyncio
import itertools
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from inference.engine.api.answers import Answers, Doorbell
from inference.engine.api.completion_request import CompletionRequest
from inference.engine.api.fields import quoted
from inference.engine.api.prompt_fields import Prompt
from inference.engine.api.reply_writer import ReplyWriter
from inference.engine.api.responses import EventStream, until_client_leaves
from inference.engine.config import VARIANTS, EngineConfig
from inference.engine.constraint import Constraint
from inference.engine.errors import BadRequest, PromptTooLong, QueueFull, UnknownModel
from inference.engine.grammar import GrammarCompiler
from inference.engine.loading import LoadedModel
from inference.engine.sequence import Sequence

SPARSE_VARIANTS = frozenset(variant.name for variant in VARIANTS if variant.density is not None)


class Completions:
    """Holds every request that is being answered, and refuses what would be too many.

    Everything runs in the event loop, but for encoding and for compiling grammars, which have
    threads: one for all grammars, so that no schema can take more than one core.
    """

    def __init__(self, config: EngineConfig, model: LoadedModel) -> None:
        self._config = config
        self._model = model
        self._open: set[Answers] = set()
        self._ids = itertools.count()
        self._grammars = GrammarCompiler(model.vocabulary)
        self._grammar_thread = ThreadPoolExecutor(1, thread_name_prefix="grammar")

    @property
    def num_unfinished(self) -> int:
        """Sequences, running and waiting."""
        return sum(answers.num_unfinished for answers in self._open)

    async def answer(self, request: Request, wanted: CompletionRequest) -> Response:
        """Raises RequestRefused, or ClientLeft."""
        if wanted.model not in self._model.networks:
            words = f"There is no model {quoted(wanted.model)}; see /v1/models."
            raise UnknownModel(words, "model")
        if wanted.hash_attention and not self._model.takes_hash_attention:
            words = "This engine has no hash maps for its model, so hash_attention is not on offer."
            raise BadRequest(words, "hash_attention")
        num_sequences = len(wanted.prompts) * wanted.num_choices
        self._refuse_too_many(num_sequences, "n" if wanted.is_chat else "prompt")
        prompts = await asyncio.to_thread(self._encode, wanted)
        constraints = await self._constrain(wanted, num_sequences)
        self._refuse_if_full(num_sequences)
        sequences = self._sequences(wanted, prompts, constraints)
        answers = Answers(self._model.engine, sequences, self._open.discard)
        self._open.add(answers)
        answers.start(self._doorbell, each_token=wanted.stream)
        writer = ReplyWriter(wanted, answers, self._model.vocabulary)
        if wanted.stream:
            return EventStream(writer.events(), answers)
        async with until_client_leaves(request.receive, answers):
            return JSONResponse(await writer.whole())

    @cached_property
    def _doorbell(self) -> Doorbell:
        return Doorbell()

    def _refuse_too_many(self, num_sequences: int, param: str) -> None:
        self._refuse_if_full(0)
        if num_sequences > self._config.max_open_requests:
            raise BadRequest(
                f"These are {num_sequences} answers at once; this engine holds at most "
                f"{self._config.max_open_requests}. Ask for fewer.",
                param,
            )

    def _refuse_if_full(self, num_more: int) -> None:
        num_free = self._config.max_open_requests - self.num_unfinished
        if num_free < max(1, num_more):
            raise QueueFull("The engine has as many requests as it can hold. Try again shortly.")

    def _encode(self, wanted: CompletionRequest) -> list[list[int]]:
        """Token ids of each prompt. In a plain prompt control tokens count: it is the whole of
        what the model reads, as a template would have written it."""
        size = len(self._model.vocabulary)
        for token_id, _ in wanted.logit_bias:
            if token_id >= size:
                place = f"logit_bias.{token_id}"
                raise BadRequest(f"{place} is no token id: there are {size} tokens.", place)
        return [self._encode_prompt(prompt) for prompt in wanted.prompts]

    def _encode_prompt(self, prompt: Prompt) -> list[int]:
        match prompt:
            case tuple():
                prompt_ids, name = self._model.chat_template.encode(prompt), "messages"
            case str():
                prompt_ids, name = self._model.vocabulary.encode_template(prompt), "prompt"
            case list():
                prompt_ids, name = prompt, "prompt"
        size, longest = len(self._model.vocabulary), self._model.context_length
        if not prompt_ids:
            raise BadRequest(f"The {name} holds no token; write at least one word.", name)
        if max(prompt_ids) >= size:
            words = f"The {name} holds {max(prompt_ids)}; token ids end at {size - 1}."
            raise BadRequest(words, name)
        if len(prompt_ids) >= longest:
            raise PromptTooLong(
                f"The prompt has {len(prompt_ids)} tokens; the model reads at most "
                f"{longest - 1} and needs one to answer.",
                name,
            )
        return prompt_ids

    async def _constrain(
        self, wanted: CompletionRequest, num_sequences: int
    ) -> list[Constraint] | list[None]:
        grammar = wanted.grammar
        if grammar is None:
            return [None] * num_sequences

        def compile_all() -> list[Constraint]:
            return [self._grammars.compile(grammar) for _ in range(num_sequences)]

        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._grammar_thread, compile_all)

    def _sequences(
        self,
        wanted: CompletionRequest,
        prompts: list[list[int]],
        constraints: list[Constraint] | list[None],
    ) -> list[Sequence]:
        """The choices of the first prompt, then those of the next: as replies number them."""
        sequences: list[Sequence] = []
        for prompt_ids, choice in itertools.product(prompts, range(wanted.num_choices)):
            room = self._model.context_length - len(prompt_ids)
            limit = min(room, wanted.max_tokens or self._config.default_max_tokens)
            sequences.append(
                Sequence(
                    next(self._ids),
                    wanted.model,
                    prompt_ids,
                    wanted.sampling(choice, limit),
                    constraint=constraints[len(sequences)],
                    client=wanted.user,
                    shares_answer=wanted.hash_attention is None
                    and wanted.model not in SPARSE_VARIANTS,
                    hash_attention=wanted.hash_attention,
                )
            )
        return sequences
