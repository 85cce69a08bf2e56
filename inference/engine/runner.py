"""A step's plan through the networks to tokens."""

from __future__ import annotations

from collections.abc import Mapping

from inference.engine.networks import Logits, Network
from inference.engine.sampler import Drawn, draw_next
from inference.engine.scheduling.step_plan import Chunk, StepPlan


class Runner:
    """Runs each variant's chunks as one batch."""

    def __init__(self, networks: Mapping[str, Network]) -> None:
        self._networks = networks

    def run(self, plan: StepPlan) -> dict[int, Drawn]:
        """Next token by sequence id, for chunks that end in a draw. Fills the cache."""
        drawn: dict[int, Drawn] = {}
        for variant, chunks in plan.batches.items():
            rows = iter(self._networks[variant].logits(chunks))
            for chunk in chunks:
                if chunk.ends_in_a_draw:
                    drawn[chunk.sequence.sequence_id] = self._draw(chunk, next(rows))
        return drawn

    def _draw(self, chunk: Chunk, row: Logits) -> Drawn:
        return draw_next(chunk.sequence, row)
