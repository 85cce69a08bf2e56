"""Everything that is measured of the ranking, in order; one JSON line each."""

from __future__ import annotations

from bench.options import Options
from bench.peers.process import WorkerEnded
from bench.peers.set_up import PeerMissing
from bench.ranking import (
    attack,
    attack_crowd,
    losses,
    power,
    rows,
    sampling,
    versus_arena_rank,
    versus_leaderbot,
)
from bench.ranking.votes import VotesMissing
from bench.report import report_fact

PARTS = {  # name -> module with main(options); its lines are called `<what>-vs-<peer>`
    "leaderbot": versus_leaderbot,
    "arena-rank": versus_arena_rank,
    "rows": rows,
    "losses": losses,
    "power": power,
    "attack": attack,
    "attack-crowd": attack_crowd,
    "sampling": sampling,
}


def main(options: Options) -> None:
    for name, part in PARTS.items():
        try:
            part.main(options)
        except (PeerMissing, VotesMissing, WorkerEnded) as error:
            report_fact(f"without-{name}", reason=str(error))
