"""Everything that the engine refuses, as one tree.

EngineError
├── CheckpointUnreadable   the model file is missing, broken, or of another architecture
├── BadSetting             a command-line value that cannot work
├── MapsRefused            hash maps that are broken or of another model file
├── AddressInUse           another process listens on the wanted port
└── RequestRefused         the caller's fault or bad luck; carries what OpenAI's error shape needs
    ├── BadRequest         400, names the field
    ├── PromptTooLong      400
    ├── GrammarTooComplex  400, seen only while it is followed
    ├── Unauthorised       401
    ├── UnknownModel       404
    ├── UnknownPath        404
    ├── WrongMethod        405
    ├── BodyTooSlow        408
    ├── BodyTooLarge       413
    ├── QueueFull          429, says when to come back
    └── EngineFailed       500, the text stays in the log
"""

from __future__ import annotations


class EngineError(Exception):
    """The root of the tree above."""


class CheckpointUnreadable(EngineError):
    pass


class BadSetting(EngineError):
    pass


class MapsRefused(EngineError):
    pass


class AddressInUse(EngineError):
    pass


class RequestRefused(EngineError):
    status = 400
    kind = "invalid_request_error"
    code: str | None = None
    retry_after_seconds: int | None = None

    def __init__(self, message: str, param: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.param = param


class BadRequest(RequestRefused):
    code = "invalid_value"


class PromptTooLong(RequestRefused):
    code = "context_length_exceeded"


class GrammarTooComplex(RequestRefused):
    code = "grammar_too_complex"


class Unauthorised(RequestRefused):
    status = 401
    code = "invalid_api_key"


class UnknownModel(RequestRefused):
    status = 404
    code = "model_not_found"


class UnknownPath(RequestRefused):
    status = 404
    code = "unknown_url"


class WrongMethod(RequestRefused):
    status = 405
    code = "method_not_allowed"


class BodyTooSlow(RequestRefused):
    status = 408
    code = "body_too_slow"


class BodyTooLarge(RequestRefused):
    status = 413
    code = "body_too_large"


class QueueFull(RequestRefused):
    status = 429
    kind = "rate_limit_error"
    code = "queue_full"
    retry_after_seconds = 2


class EngineFailed(RequestRefused):
    status = 500
    kind = "server_error"
    code = "engine_failed"
