"""A whole battle over HTTP alone, on the real engine: ask, read, sign up, vote, see the board."""

import secrets

import pytest

from tests.http_visitor import HttpVisitor
from tests.servers import wait_until
from tests.site import Site

pytestmark = [pytest.mark.redis, pytest.mark.engine]


@pytest.fixture
def visitor(site: Site):
    visitor = HttpVisitor(site.url)
    yield visitor
    visitor.client.close()


def test_a_visitor_asks_signs_up_votes_and_finds_the_vote_on_the_board(visitor, site):
    wait_until(lambda: board(visitor).get("rows"), 60, "the first board", every_seconds=1)
    counted = "select count(*) from ranking_comparison where board = 'overall' and excluded = ''"
    [(before,)] = site.query(counted)

    battle = visitor.start_battle("Why do leaves fall in autumn?")
    seen = visitor.follow(battle)

    assert seen.end == {
        "type": "end", "turn": 0, "a": "done", "b": "done", "can_vote": True, "message": "",
        "errors": {},
    }  # fmt: skip
    assert seen.texts["a"].strip()
    assert seen.texts["b"].strip()

    assert visitor.vote(battle, "a").status_code == 401
    signed_up = visitor.sign_up(f"{secrets.token_hex(4)}@example.org", battle)
    assert signed_up.url.path == battle
    assert seen.texts["a"].split()[0] in signed_up.text

    vote = visitor.vote(battle, "a", key="once")
    assert vote.status_code == 200
    names = {row["contestant"]["name"] for row in board(visitor)["rows"]}
    assert sum(name in vote.json()["html"].replace("&#x27;", "'") for name in names) >= 2
    assert visitor.vote(battle, "a", key="once").status_code == 200
    assert visitor.vote(battle, "b").status_code == 409

    assert site.query("select excluded from ranking_comparison order by id desc limit 1") == [("",)]
    wait_until(
        lambda: board(visitor)["num_comparisons"] == before + 1,
        60,
        "a board with this vote and all before it",
        every_seconds=1,
    )


def board(visitor: HttpVisitor) -> dict:
    return visitor.get("/api/v1/leaderboards/overall/").json()


def test_a_viewer_who_is_cut_off_reads_on_with_nothing_missing_or_doubled(visitor):
    battle = visitor.start_battle("Tell me a short story about a lighthouse.")
    first = visitor.follow(battle, limit=4)

    rest = visitor.follow(battle, after=first.ids[-1])
    whole = visitor.follow(battle, after=first.ids[0] - 1)

    assert first.ids + rest.ids == whole.ids
    page = visitor.get(battle).text
    assert whole.texts["a"].split()[0] in page


def test_stop_is_obeyed_and_regenerate_answers_anew(visitor):
    battle = visitor.start_battle("List many animals.")
    visitor.follow(battle, limit=2)

    assert visitor.post(f"{battle}stop/").status_code == 200
    stopped = visitor.follow(battle)
    assert stopped.end["can_vote"] is False

    again = visitor.post(f"{battle}regenerate/")
    assert again.status_code == 200
    assert visitor.follow(battle, after=again.json()["after"]).end["can_vote"] is True
