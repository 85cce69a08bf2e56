"""Messages to a prompt, by the template that the model file carries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn

from jinja2 import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from inference.engine.errors import BadRequest, CheckpointUnreadable
from inference.engine.tokenizer.vocabulary import Vocabulary, new_guard


def _refuse(reason: str) -> NoReturn:
    raise BadRequest(f"The model's chat template refuses these messages: {reason}", "messages")


class ChatTemplate:
    def __init__(self, source: str, vocabulary: Vocabulary) -> None:
        environment = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True)
        environment.globals["raise_exception"] = _refuse
        try:
            self._template = environment.from_string(source)
        except TemplateError as error:
            raise CheckpointUnreadable(f"The chat template is broken: {error}.") from error
        self._vocabulary = vocabulary

    def encode(self, messages: Sequence[dict[str, str]]) -> list[int]:
        """Prompt ids that end where the assistant's answer begins; raises BadRequest."""
        guard = new_guard()
        disarmed = [
            {**message, "content": self._vocabulary.disarm(message["content"], guard)}
            for message in messages
        ]
        try:
            rendered = self._template.render(messages=disarmed, add_generation_prompt=True)
        except TemplateError as error:
            _refuse(str(error))
        return self._vocabulary.encode_template(rendered, guard)
