"""kill -9 of every process during 200 battles: what was acknowledged is kept, all comes back."""

import secrets
import threading
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from tests.http_visitor import HttpVisitor, Seen
from tests.journey.kills import Count, kill_meanwhile, until_answered
from tests.servers import wait_until
from tests.site import Site, run_site

pytestmark = [pytest.mark.redis, pytest.mark.engine, pytest.mark.timeout(600)]

NUM_BATTLES = 200
NUM_VISITORS = 8
KILLS = ("worker", "redis", "engine", "web") * 2
SETTINGS = {
    "VOTING": "anonymous",
    "MAX_ANSWER_TOKENS": "10",
    "PACE_CHARACTERS_PER_SECOND": "2000",
    "BATTLES_PER_HOUR": "100000",
    "VOTES_PER_DAY": "100000",
    "CAPTCHA_COST": "100",
}


@dataclass
class Record:
    """What the visitors were promised."""

    acknowledged: dict[str, str] = field(default_factory=dict)  # battle -> verdict
    count: Count = field(default_factory=lambda: Count(NUM_BATTLES))


def read_to_the_end(visitor: HttpVisitor, battle: str) -> Seen:
    seen = Seen()

    def attempt() -> bool:
        try:
            for event_id, data in visitor.events(battle, seen.ids[-1] if seen.ids else None):
                assert not seen.ids or int(event_id) >= seen.ids[-1]
                seen.take(event_id, data)
                if seen.end:
                    return True
        except (httpx.TransportError, AssertionError):
            return False
        return seen.end is not None

    wait_until(attempt, 120, f"the end of {battle}")
    return seen


def visit(site: Site, record: Record, failures: list[BaseException]) -> None:
    visitor = HttpVisitor(site.url)
    try:
        while record.count.take_number():
            started = until_answered(
                "a battle", lambda: visitor.send_prompt("Say something about the sea.")
            )
            battle = started.json()["url"]
            if not read_to_the_end(visitor, battle).end["can_vote"]:
                continue
            key, verdict = secrets.token_hex(8), secrets.choice(["a", "tie", "both_bad", "b"])
            vote = until_answered(
                "a vote", lambda b=battle, v=verdict, k=key: visitor.vote(b, v, k)
            )
            assert vote.status_code == 200, vote.text
            record.acknowledged[battle.strip("/").split("/")[-1]] = verdict
    except BaseException as error:
        failures.append(error)
    finally:
        visitor.client.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory):
    folder: Path = tmp_path_factory.mktemp("killed")
    with run_site(folder, **SETTINGS) as running:
        yield running


def test_no_acknowledged_vote_is_lost_and_no_battle_is_stuck(site):
    record, failures = Record(), []
    visitors = [
        threading.Thread(target=visit, args=(site, record, failures)) for _ in range(NUM_VISITORS)
    ]
    kill_meanwhile(site, KILLS, record.count, visitors, failures)

    assert failures == []
    assert record.count.num_started >= NUM_BATTLES
    votes = dict(site.query("select battle_id, verdict from arena_vote"))
    for battle, verdict in record.acknowledged.items():
        assert votes.get(battle.replace("-", "")) == verdict
    assert len(record.acknowledged) >= NUM_BATTLES // 2, "too few votes to prove anything"
    wait_until(lambda: not unfinished(site), 60, "every turn being over")
    assert impossible(site) == []
    assert site.query("pragma integrity_check") == [("ok",)]


def unfinished(site: Site) -> list:
    return site.query("select id from arena_turn where status in ('waiting', 'running')")


def impossible(site: Site) -> list:
    """Battles whose state and whose votes, comparisons and replies contradict each other."""
    voted_without_vote = """
        select b.id, 'voted, no vote' from arena_battle b
        left join arena_vote v on v.battle_id = b.id where b.status = 'voted' and v.id is null"""
    vote_without_state = """
        select b.id, 'vote, not voted' from arena_battle b
        join arena_vote v on v.battle_id = b.id where b.status != 'voted'"""
    vote_without_comparison = """
        select v.battle_id, 'vote without comparison' from arena_vote v
        left join ranking_comparison c on c.id = v.comparison_id where c.id is null"""
    done_without_replies = """
        select t.battle_id, 'done without two replies' from arena_turn t where t.status = 'done'
        and 2 != (select count(*) from arena_reply r where r.turn_id = t.id
                  and r.attempt = t.attempt and r.status = 'done' and length(r.text) > 0)"""
    rules = (
        voted_without_vote, vote_without_state, vote_without_comparison, done_without_replies
    )  # fmt: skip
    return [row for rule in rules for row in site.query(rule)]
