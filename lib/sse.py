"""Server-sent events as text (WHATWG HTML, section 9.2)."""

from collections.abc import Iterator
from dataclasses import dataclass

HEARTBEAT = ": keep-alive\n\n"


@dataclass(frozen=True, slots=True)
class ServerSentEvent:
    data: str
    event: str = "message"
    id: str = ""


def encode(event: ServerSentEvent) -> str:
    """One event, ready to send; line breaks in the data are kept."""
    lines = [f"id: {event.id}"] if event.id else []
    if event.event != "message":
        lines.append(f"event: {event.event}")
    lines += [f"data: {line}" for line in event.data.split("\n")]
    return "\n".join(lines) + "\n\n"


class Decoder:
    """Turns lines back into events; feed it one line at a time, without its line break."""

    def __init__(self) -> None:
        self._data: list[str] = []
        self._event = ""
        self._id = ""

    def feed(self, line: str) -> Iterator[ServerSentEvent]:
        if not line:
            if self._data:
                yield ServerSentEvent("\n".join(self._data), self._event or "message", self._id)
            self._data, self._event = [], ""
            return
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "data":
            self._data.append(value)
        elif name == "event":
            self._event = value
        elif name == "id":
            self._id = value
