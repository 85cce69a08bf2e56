"""A ruling: what the rules say about something that a player wrote, and by which of them."""

from dataclasses import asdict, dataclass
from typing import Any

VERSION = 3  # grows when any rule would rule otherwise


@dataclass(frozen=True, slots=True)
class Ruling:
    """rule: the one that decided; span: of characters in the text as it was written, if any part of
    it decided; is_near: it does not hold, but almost."""

    holds: bool
    rule: str
    span: tuple[int, int] | None = None
    is_near: bool = False
    version: int = VERSION

    def to_json(self) -> dict[str, Any]:
        return asdict(self)
