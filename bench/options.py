"""What the caller of a benchmark asked for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """parts choose lines by a piece of their name; none chooses all."""

    parts: tuple[str, ...] = ()
    is_quick: bool = False
    variant: str | None = None

    def wants(self, line: str) -> bool:
        return not self.parts or any(part in line for part in self.parts)

    def num_rounds(self, usual: int) -> int:
        """Measured rounds; the one that warms up comes on top."""
        return max(1, usual // 3) if self.is_quick else usual
