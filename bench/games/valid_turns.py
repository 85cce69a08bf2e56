"""How many of a small model's turns are valid, in real matches on the embedded engine?

Programs that know the word bank sit at the seats of people, so that matches go their whole length.
Held: answers follow the schema of the move, as they always do. Free: the same turns asked once
more without it, which is what the model knows of the format by itself.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from pathlib import Path

from bench.options import Options
from bench.report import Label, Result, report, report_fact
from tests.servers import wait_until
from tests.site import Site, free_port, run_site

NAME = "valid-turns"
SLUG = "smollm2-135m"
NUM_MATCHES, NUM_FREE = 12, 12  # of each game and mode
GOAL = 0.95
PATIENCE_SECONDS = 1800
UNFINISHED = "SELECT count(*) FROM games_match WHERE status IN ('waiting', 'playing')"
ERRORS = "SELECT error_kind, error_detail, count(*) FROM inference_completion GROUP BY 1, 2"
TURNS = """
SELECT match.game || ':' || match.mode, turn.is_valid, turn.rungs FROM games_modelturn AS turn
JOIN games_match AS match ON match.id = turn.match_id
"""


def main(options: Options) -> None:
    if not options.wants(NAME):
        return
    port = str(free_port())
    with tempfile.TemporaryDirectory() as folder, run_site(Path(folder), ENGINE_PORT=port) as site:
        _inside(site, port, f"open_matches({SLUG!r}, {options.num_rounds(NUM_MATCHES)})")
        wait_until(
            lambda: site.query(UNFINISHED)[0][0] == 0, PATIENCE_SECONDS, "the matches to end"
        )
        turns, errors = site.query(TURNS), site.query(ERRORS)
        free = json.loads(_inside(site, port, f"ask_freely({options.num_rounds(NUM_FREE)})"))
    for name in sorted({name for name, _is_valid, _rungs in turns}):
        _report_mode(
            name, [(valid, json.loads(rungs)) for one, valid, rungs in turns if one == name]
        )
    for name, (num_understood, num_asked) in sorted(free.items()):
        report_fact(f"{NAME}-free {name}", share=num_understood / num_asked, num_asked=num_asked)
    for kind, detail, num in errors:
        report_fact(f"{NAME}-requests", error=kind or "none", detail=detail, num=num)
    _report_all([bool(valid) for _name, valid, _rungs in turns])


def _inside(site: Site, engine_port: str, call: str) -> str:
    """What is printed by a process with the site's settings and tables."""
    code = f"from bench.games.inside import *; {call}"
    return site.manage("shell", "--no-imports", "-c", code, ENGINE_PORT=engine_port)


def _report_mode(name: str, turns: list[tuple[bool, list[dict[str, str]]]]) -> None:
    valid = sum(bool(is_valid) for is_valid, _tries in turns)
    rungs = Counter(tries[-1]["rung"] for is_valid, tries in turns if is_valid and tries)
    faults = Counter(tries[0]["fault"] for _is_valid, tries in turns if tries and tries[0]["fault"])
    report_fact(
        f"{NAME} {name}",
        share=valid / len(turns),
        num_turns=len(turns),
        rungs={rung: num / len(turns) for rung, num in rungs.items()},
        faults_at_first=dict(faults.most_common(3)),
    )


def _report_all(valid: list[bool]) -> None:
    share = sum(valid) / len(valid)
    report(
        Result(
            name=NAME,
            value=share,
            unit="of a model's turns are valid",
            peer="the goal",
            peer_value=GOAL,
            ratio=share / GOAL,
            goal=1.0,
            label=Label.REAL_CPU,
            conditions={"turns": len(valid), "model": SLUG},
        )
    )
