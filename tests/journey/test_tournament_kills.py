"""kill -9 of worker, redis and engine during a tournament on the real engine: every fixture once,
none stuck, and a person who comes meanwhile is answered."""

from pathlib import Path

import pytest

from tests.http_visitor import HttpVisitor
from tests.servers import wait_until
from tests.site import Site, run_site

pytestmark = [pytest.mark.redis, pytest.mark.engine, pytest.mark.timeout(300)]

KILLS = ("worker", "redis", "engine")
SETTINGS = {"JOB_LEASE_SECONDS": "3", "JOB_SWEEP_SECONDS": "1"}
CREATE = ("create", "taboo", "adversarial", "smollm2-135m", "smollm2-135m-int4", "--legs", "3")
NUM_MATCHES = 6


def num_turns(site: Site) -> int:
    return int(site.query("SELECT count(*) FROM games_modelturn")[0][0])


def status(site: Site) -> str:
    return str(site.query("SELECT status FROM games_tournament")[0][0])


def ask_as_a_person(site: Site) -> None:
    """Begin a match, and wait for the model's first question."""
    visitor = HttpVisitor(site.url)
    visitor.get("/games/")
    path = str(visitor.post("/games/akinator/classic/", as_json=False).url)
    headers = {"Accept": "application/json"}
    wait_until(
        lambda: visitor.get(path, headers=headers).json()["to_move"] == "holder",
        30,
        "the first question",
    )
    visitor.client.close()


def test_a_tournament_comes_to_its_end_whatever_is_killed(tmp_path: Path):
    with run_site(tmp_path, **SETTINGS) as site:
        site.manage("run_tournament", *CREATE)
        for name in KILLS:
            before = num_turns(site)
            wait_until(
                lambda n=before: num_turns(site) > n + 2 or status(site) == "finished",
                90,
                "the tournament to go on",
            )
            site.kill(name)
            wait_until(site.is_ready, 60, f"{name} back")
        ask_as_a_person(site)
        wait_until(lambda: status(site) == "finished", 150, "the tournament to end")

        places = site.query("SELECT place FROM games_match WHERE place IS NOT NULL ORDER BY place")
        assert [place for (place,) in places] == list(range(NUM_MATCHES))
        stuck = "SELECT id FROM games_match WHERE place IS NOT NULL AND ended_at IS NULL"
        assert site.query(stuck) == []
        twice = site.query(
            "SELECT match_id, base_seq FROM games_modelturn GROUP BY 1, 2 HAVING count(*) > 1"
        )
        assert twice == []
        told = site.manage("run_tournament", "show", "1")
        assert f"finished, {NUM_MATCHES} of {NUM_MATCHES} matches" in told
