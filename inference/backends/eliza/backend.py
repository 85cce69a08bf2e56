"""ELIZA as a backend: the answer follows from what the visitor said, and from nothing else."""

import asyncio
import re

from inference.backends.base import AnswerStream
from inference.backends.eliza.machine import reply
from inference.backends.eliza.script import LISTENER
from inference.route_spec import RouteSpec
from inference.wire import Finished, GenerateRequest, TokenChunk


class ElizaBackend:
    async def stream(self, spec: RouteSpec, request: GenerateRequest) -> AnswerStream:
        said = [message.text for message in request.messages if message.role == "user"]
        answer = reply(LISTENER, said)
        pieces = re.findall(r"\s*\S+", answer)
        for piece in pieces:
            yield TokenChunk(piece)
            await asyncio.sleep(0)
        num_heard = sum(len(text.split()) for text in said)
        yield Finished("stop", num_heard, len(pieces))
