"""Messages to a prompt, by the template that the checkpoint carries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn

from inference.engine.errors import BadRequest, CheckpointUnreadable
from inference.engine.facts import shown
from inference.engine.tokenizer.template_sandbox import TemplateSandbox, render
from inference.engine.tokenizer.vocabulary import Vocabulary, new_guard

TRIAL = ({"role": "user", "content": "Hello"},)


def _refuse(reason: str) -> NoReturn:
    raise BadRequest(f"The model's chat template refuses these messages: {reason}", "messages")


class ChatTemplate:
    """Raises CheckpointUnreadable for a template that cannot be compiled or render a greeting."""

    def __init__(self, source: str, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        try:
            self._template = TemplateSandbox(raise_exception=_refuse).compile_source(source)
            self._encode(TRIAL)
        except BadRequest:
            return  # it may want other messages than a greeting
        except Exception as error:  # a template may raise anything that Python can
            raise CheckpointUnreadable(
                f"The chat template is broken ({shown(str(error))}). Use another file."
            ) from error

    def encode(self, messages: Sequence[dict[str, str]]) -> list[int]:
        """Prompt ids that end where the assistant's answer begins; raises BadRequest."""
        try:
            return self._encode(messages)
        except BadRequest:
            raise
        except Exception as error:  # as above
            _refuse(shown(str(error)))

    def _encode(self, messages: Sequence[dict[str, str]]) -> list[int]:
        guard = new_guard()
        disarmed = [
            {**message, "content": self._vocabulary.disarm(message["content"], guard)}
            for message in messages
        ]
        rendered = render(
            self._template,
            messages=disarmed,
            add_generation_prompt=True,
            bos_token=self._vocabulary.start_text,
            eos_token=self._vocabulary.end_text,
        )
        return self._vocabulary.encode_template(rendered, guard)
