"""From vote rows to strengths with intervals: against three peers, and at a hundred million rows.

We start from a Parquet file and end with intervals; each peer is given the rows in memory, in the
form that it takes, and evalica and FastChat end with the fit.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from bench.options import Options
from bench.peers.process import Worker, WorkerEnded
from bench.peers.set_up import HOME, PeerMissing
from bench.ranking.versus import compare_seconds, our_command, their_command
from bench.ranking.vote_rows import write_real_rows, write_simulated_rows
from bench.report import Label, report, report_fact

SCRIPT = str(Path(__file__).with_name("rows_peer_worker.py"))
LINE = "rows-to-intervals"
TASKS = {  # line -> peer, the objects of its names, measured rounds, goal
    "vs-evalica": ("evalica", "fresh", 5, 3.0),
    "vs-evalica-shared-names": ("evalica", "shared", 5, None),
    "vs-arena-rank": ("arena-rank", "shared", 3, 8.0),
    "vs-fastchat": ("fastchat", "shared", 3, 8.0),
}
FASTCHAT_FILE = HOME / "fastchat" / "rating_systems.py"
MANY_LINE, MANY_ROWS = "rows-100m", 100_000_000
MOST_MEGABYTES, MOST_SECONDS = 2_000, 600


def main(options: Options) -> None:
    """Raises VotesMissing, WorkerEnded."""
    lines = [line for line in TASKS if options.wants(f"{LINE}-{line}")]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if lines:
            parquet, codes = write_real_rows(folder)
            for line in lines:
                _against(line, parquet, codes, options)
        if options.wants(MANY_LINE):
            _many_rows(folder, options)


def _against(line: str, parquet: Path, codes: Path, options: Options) -> None:
    peer, objects, num_rounds, goal = TASKS[line]
    try:
        fastchat = str(_fastchat_folder(peer))
        command = their_command(peer, SCRIPT, peer, str(codes), objects, fastchat)
        with Worker(our_command("bench.ranking.rows_worker")) as ours, Worker(command) as theirs:
            report(
                compare_seconds(
                    f"{LINE}-{line}",
                    peer,
                    (ours, theirs),
                    {"file": str(parquet), "threads": 1},
                    options.num_rounds(num_rounds),
                    goal,
                    {"ours": "Parquet to intervals", "theirs": f"rows in memory, {objects} names"},
                )
            )
    except (PeerMissing, WorkerEnded) as error:
        report_fact(f"without-{LINE}-{line}", reason=str(error))


def _fastchat_folder(peer: str) -> Path:
    """compute_bt is in none of FastChat's releases, so its file has to be put there by hand."""
    if peer == "fastchat" and not FASTCHAT_FILE.exists():
        raise PeerMissing(
            f"Put fastchat/serve/monitor/rating_systems.py of FastChat's repository at"
            f" {FASTCHAT_FILE}: no release has it."
        )
    return FASTCHAT_FILE.parent


def _many_rows(folder: Path, options: Options) -> None:
    """Time and memory at 10 and at 100 million simulated votes: linear, and small?"""
    most = MANY_ROWS // 10 if options.is_quick else MANY_ROWS
    answers = {}
    for num_rows in (most // 10, most):
        path = folder / f"{num_rows}.parquet"
        write_simulated_rows(path, num_rows)
        with Worker(our_command("bench.ranking.rows_worker")) as ours:  # fresh: its memory counts
            answers[num_rows] = ours.ask({"file": str(path), "threads": None})
        answers[num_rows]["file_megabytes"] = path.stat().st_size / 1e6
        path.unlink()
    few, many = answers[min(answers)], answers[max(answers)]
    report_fact(
        MANY_LINE,
        label=Label.REAL_CPU,
        votes="simulated",
        answers=answers,
        seconds_a_million={num: answer["seconds"] / num * 1e6 for num, answer in answers.items()},
        cpu_growth_for_ten_times_the_rows=many["cpu_seconds"] / few["cpu_seconds"],
        goal_megabytes=MOST_MEGABYTES,
        goal_seconds=MOST_SECONDS,
        num_rows=most,
        holds=many["peak_megabytes"] < MOST_MEGABYTES and many["seconds"] < MOST_SECONDS,
    )
