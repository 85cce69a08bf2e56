"""Does a person wait longer for a model's move while a tournament is played?

Matches are begun one after the other on the whole site with the embedded engine, and the time to
the model's first question is taken; first alone, then beside a tournament that is under way.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

from bench.options import Options
from bench.report import Label, Result, report
from tests.http_visitor import HttpVisitor
from tests.servers import wait_until
from tests.site import Site, run_site

NAME = "person-beside-tournament"
NUM_MATCHES = 15
SETTINGS = {"MATCHES_PER_HOUR": "100000", "RUNNING_MATCHES": "100000"}
CREATE = ("create", "akinator", "classic", "smollm2-135m", "smollm2-135m-int4", "--legs", "100")
TURNS = """SELECT count(*) FROM games_modelturn AS turn JOIN games_match AS match
ON match.id = turn.match_id WHERE match.tournament_id IS NOT NULL"""


def main(options: Options) -> None:
    if not options.wants(NAME):
        return
    num = options.num_rounds(NUM_MATCHES)
    with tempfile.TemporaryDirectory() as folder, run_site(Path(folder), **SETTINGS) as site:
        alone = _waits(site, num)
        site.manage("run_tournament", *CREATE)
        wait_until(lambda: _num_turns(site) > 0, 60, "the tournament to begin")
        before = _num_turns(site)
        beside = _waits(site, num)
        num_turns = _num_turns(site) - before
    report(
        Result(
            name=NAME,
            value=statistics.median(beside),
            unit="s until the first question, median",
            peer="without a tournament",
            peer_value=statistics.median(alone),
            ratio=statistics.median(alone) / statistics.median(beside),
            goal=None,
            label=Label.REAL_CPU,
            conditions={
                "matches": num,
                "longest_beside": max(beside),
                "longest_alone": max(alone),
                "turns_of_the_tournament_meanwhile": num_turns,
            },
        )
    )


def _waits(site: Site, num_matches: int) -> list[float]:
    """Seconds of each match; a pause between them, in which a tournament may go on."""
    visitor = HttpVisitor(site.url)
    found = []
    for _ in range(num_matches):
        visitor.get("/games/")
        begun = time.perf_counter()
        path = str(visitor.post("/games/akinator/classic/", as_json=False).url)
        wait_until(lambda p=path: _is_asked(visitor, p), 60, "the first question")
        found.append(time.perf_counter() - begun)
        time.sleep(2.0)
    visitor.client.close()
    return found


def _is_asked(visitor: HttpVisitor, path: str) -> bool:
    state = visitor.get(path, headers={"Accept": "application/json"}).json()
    return bool(state["to_move"] == "holder")


def _num_turns(site: Site) -> int:
    return int(site.query(TURNS)[0][0])
