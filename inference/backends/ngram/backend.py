"""The n-gram model as a backend: a few sentences that go on from the prompt's last words."""

import asyncio
import functools
import random
import re
import threading
from collections.abc import Iterator

from inference.backends.base import AnswerStream
from inference.backends.ngram.corpus import sentences
from inference.backends.ngram.kneser_ney import BOUNDARY, ORDER, NgramModel
from inference.route_spec import RouteSpec
from inference.wire import Finished, FinishReason, GenerateRequest, TokenChunk

MOST_SENTENCES = 5
_NO_START = frozenset({BOUNDARY, ",", ";", ":"})
_training = threading.Lock()


@functools.cache
def _trained() -> NgramModel:
    return NgramModel(sentences())


def trained_model() -> NgramModel:
    """The model of Python's reference; the first call trains it, others wait for that."""
    with _training:
        return _trained()


def write(model: NgramModel, prompt: str, max_words: int, rng: random.Random) -> Iterator[str]:
    """Pieces of text, a word each; at most max_words, and 2 to 5 sentences."""
    context = [BOUNDARY, *re.findall(r"\w+", prompt)][-(ORDER - 1) :]
    if not model.knows(context[-1]):
        context = [BOUNDARY] * (ORDER - 1)
    sentences_left = rng.randint(2, MOST_SENTENCES)
    is_start, before = True, ""
    for _ in range(max_words):
        word = model.sample(context, rng)
        context = [*context, word][-(ORDER - 1) :]
        if is_start and word in _NO_START:
            continue
        if word == BOUNDARY:
            yield "."
            sentences_left -= 1
            if not sentences_left:
                return
        elif word in _NO_START:
            yield word
        else:
            yield before + (word[:1].upper() + word[1:] if is_start else word)
        is_start, before = word == BOUNDARY, " "


class NgramBackend:
    async def stream(self, spec: RouteSpec, request: GenerateRequest) -> AnswerStream:
        model = await asyncio.to_thread(trained_model)
        prompt = next((m.text for m in reversed(request.messages) if m.role == "user"), "")
        sampling = request.sampling
        num_words, last = 0, ""
        for piece in write(model, prompt, sampling.max_tokens, random.Random(sampling.seed)):
            num_words, last = num_words + 1, piece
            yield TokenChunk(piece)
            await asyncio.sleep(0)
        reason: FinishReason = "stop" if last == "." else "length"
        yield Finished(reason, len(prompt.split()), num_words)
