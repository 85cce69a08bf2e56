"""kill -9 of every process during 100 matches: none stuck, none lost, none decided twice."""

import json
import os
import secrets
import threading
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from config.supervisor.processes import BEHIND_PEOPLE
from tests.http_visitor import HttpVisitor
from tests.journey.kills import Count, kill_meanwhile, until_answered
from tests.servers import wait_until
from tests.site import Site, run_site

pytestmark = [pytest.mark.redis, pytest.mark.engine, pytest.mark.timeout(900)]

NUM_MATCHES = 100
NUM_PLAYERS = 10
KILLS = ("worker", "redis", "engine", "web")
SETTINGS = {"MATCHES_PER_HOUR": "100000", "RUNNING_MATCHES": "100"}
WORDS = ("sealing wax", "silver thimble", "paper lantern", "wooden shoe")  # none is ever dealt
QUESTIONS = ({"question": "Is it alive?"}, {"question": "Can you hold it in one hand?"})


@dataclass
class Record:
    """What players were promised: the moves that were acknowledged, by match."""

    moves: dict[str, list[str]] = field(default_factory=dict)
    ends: dict[str, str] = field(default_factory=dict)
    count: Count = field(default_factory=lambda: Count(NUM_MATCHES))


class Player:
    """A human who asks the model two questions, then guesses wrong until it is over."""

    def __init__(self, site: Site, record: Record) -> None:
        self.visitor, self.record = HttpVisitor(site.url), record

    def play(self) -> None:
        place = self.begin()
        self.record.moves[place] = []
        while True:
            state = self.wait_for_turn(place)
            if state["status"] not in ("waiting", "playing"):
                self.record.ends[place] = state["status"]
                return
            num_used = state["view"]["num_used"]
            move = {"guess": secrets.choice(WORDS)}
            self.move(place, state["seq"], QUESTIONS[num_used] if num_used < 2 else move)

    def begin(self) -> str:
        def post() -> httpx.Response:
            self.visitor.get("/games/")
            return self.visitor.post("/games/twenty-questions/classic/", as_json=False)

        answer = until_answered("a match", post)
        return str(answer.url).rstrip("/").split("/")[-1]

    def state(self, place: str) -> dict[str, Any]:
        path = f"/games/matches/{place}/"
        headers = {"Accept": "application/json"}
        return until_answered("a state", lambda: self.visitor.get(path, headers=headers)).json()

    def wait_for_turn(self, place: str) -> dict[str, Any]:
        def attempt() -> dict[str, Any] | None:
            state = self.state(place)
            over = state["status"] not in ("waiting", "playing")
            return state if over or state["to_move"] == "guesser" else None

        return wait_until(attempt, 180, f"a turn in {place}", every_seconds=0.25)

    def move(self, place: str, seq: int, move: dict[str, str]) -> None:
        """Acknowledged, or refused because a copy of it came through before a cut."""
        move_id = secrets.token_hex(8)
        fields = {"id": move_id, "base": str(seq), **move}
        path = f"/games/matches/{place}/moves/"
        answer = until_answered("a move", lambda: self.visitor.post(path, **fields))
        assert answer.status_code == 200, answer.text
        self.record.moves[place].append(move_id)


def play_many(site: Site, record: Record, failures: list[BaseException]) -> None:
    player = Player(site, record)
    try:
        while record.count.take_number():
            player.play()
    except BaseException as error:
        failures.append(error)
    finally:
        player.visitor.client.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory):
    folder: Path = tmp_path_factory.mktemp("matches")
    with run_site(folder, **SETTINGS) as running:
        yield running


def test_no_match_is_stuck_and_no_acknowledged_move_is_lost(site):
    record, failures = Record(), []
    players = [
        threading.Thread(target=play_many, args=(site, record, failures))
        for _ in range(NUM_PLAYERS)
    ]
    kill_meanwhile(site, KILLS, record.count, players, failures)

    assert failures == []
    assert len(record.ends) == NUM_MATCHES
    check_events(site, record)
    assert site.query("pragma integrity_check") == [("ok",)]


def test_whoever_clicks_is_answered_before_models_think(site):
    nice = {name: os.getpriority(os.PRIO_PROCESS, site.pid(name)) for name in ("web", *KILLS)}
    assert nice["worker"] == nice["engine"] == nice["web"] + BEHIND_PEOPLE


def check_events(site: Site, record: Record) -> None:
    events = site.query("select match_id, seq, kind, move_id, payload from games_matchevent")
    by_match: dict[str, list[tuple]] = {}
    for match_id, *event in events:
        by_match.setdefault(match_id, []).append(tuple(event))
    for place, moves in record.moves.items():
        own = sorted(by_match[place.replace("-", "")])
        assert [seq for seq, *_ in own] == list(range(1, len(own) + 1)), "a gap"
        kept = Counter(move_id for _seq, _kind, move_id, _payload in own)
        assert all(kept[move_id] == 1 for move_id in moves), (
            "an acknowledged move is not there once"
        )
        rulings = [json.loads(p)["holds"] for _seq, kind, _id, p in own if kind == "ruled"]
        assert len(rulings) <= 3, "decided twice"
        assert not any(rulings)
    statuses = dict(site.query("select id, status from games_match"))
    known = Counter(statuses.pop(place.replace("-", "")) for place in record.moves)
    assert known.keys() <= {"finished", "void", "abandoned"}
    assert known["finished"] >= NUM_MATCHES * 3 // 4, known
    check_unanswered(site, set(statuses), by_match)


def check_unanswered(site: Site, opened: set[str], by_match: dict[str, list[tuple]]) -> None:
    """Matches whose address a kill kept from the player, who began another: nothing happened."""
    assert len(opened) <= NUM_PLAYERS * len(KILLS)
    assert not any(by_match.get(match_id) for match_id in opened)
