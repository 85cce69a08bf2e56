"""What every backend promises, and every way in which an answer can fail.

BackendError                 broken       the peer broke the protocol, or the answer was cut
|-- Busy                     busy         too many requests; may be tried again
|-- TooLong                  too_long     the conversation does not fit: the visitor's doing
|-- Blocked                  blocked      the provider refuses the content: the visitor's doing
|-- TookTooLong              timeout      first token, pause between tokens, or the whole answer
|   '-- ConnectTookTooLong   timeout      nobody picked up in time; may be tried again
'-- Unavailable              unavailable  refused key, unknown name, failing server
    |-- ConnectionFailed     unavailable  nobody listens; may be tried again
    '-- NotAsked             unavailable  nothing was sent
        |-- RouteLeftAlone   unavailable  the breaker is open
        '-- NoRoute          unavailable  no such route, or it is switched off
"""

from collections.abc import AsyncGenerator
from typing import ClassVar, Literal, Protocol

from inference.route_spec import RouteSpec
from inference.wire import Finished, GenerateRequest, TokenChunk

ErrorKind = Literal["busy", "too_long", "blocked", "unavailable", "timeout", "broken"]
AnswerStream = AsyncGenerator[TokenChunk | Finished, None]


class Backend(Protocol):
    def stream(self, spec: RouteSpec, request: GenerateRequest) -> AnswerStream:
        """Chunks in order, then Finished; or a BackendError from the iterator.

        One attempt: neither retries nor deadlines (inference/asking.py adds both) but that of
        connecting. Closing the generator stops the work behind it.
        """
        ...


class BackendError(Exception):
    """An answer that failed. kind is for the visitor; detail, the text, for the admin only."""

    kind: ClassVar[ErrorKind] = "broken"
    may_retry: ClassVar[bool] = False
    is_fault_of_route: ClassVar[bool] = True

    def __init__(self, detail: str, *, request_id: str = "") -> None:
        super().__init__(detail)
        self.detail = detail
        self.request_id = request_id
        self.num_retries = 0


class Busy(BackendError):
    kind = "busy"
    may_retry = True


class TooLong(BackendError):
    kind = "too_long"
    is_fault_of_route = False


class Blocked(BackendError):
    kind = "blocked"
    is_fault_of_route = False


class TookTooLong(BackendError):
    kind = "timeout"


class ConnectTookTooLong(TookTooLong):
    may_retry = True


class Unavailable(BackendError):
    kind = "unavailable"


class ConnectionFailed(Unavailable):
    may_retry = True


class NotAsked(Unavailable):
    is_fault_of_route = False


class RouteLeftAlone(NotAsked):
    pass


class NoRoute(NotAsked):
    pass
