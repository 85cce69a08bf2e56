"""What the scheduler decides for one step, and the runner carries out; plain Python."""

from __future__ import annotations

from dataclasses import dataclass, field

from inference.engine.sequence import Sequence


@dataclass(frozen=True, slots=True)
class Chunk:
    """Tokens start to end of a sequence, to be computed in this step."""

    sequence: Sequence
    start: int
    end: int

    @property
    def ends_in_a_draw(self) -> bool:
        """Whether the next token is drawn after this chunk; ask before the step is committed."""
        return self.end == self.sequence.num_tokens


@dataclass(frozen=True, slots=True)
class StepPlan:
    """The chunks of one step, by variant: answers first, then prompts in the order of their turns.

    num_preempted counts the sequences that lost their blocks to make this step possible.
    """

    batches: dict[str, list[Chunk]] = field(default_factory=dict)
    num_preempted: int = 0

    def add(self, chunk: Chunk) -> None:
        self.batches.setdefault(chunk.sequence.variant, []).append(chunk)

    @property
    def chunks(self) -> list[Chunk]:
        return [chunk for batch in self.batches.values() for chunk in batch]
