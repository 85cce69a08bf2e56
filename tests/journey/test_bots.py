"""The bot of docs/bots.md, as anybody would run it: two of them play every game on a real site."""

import re
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from games.rules import GAMES
from tests.http_visitor import HttpVisitor
from tests.site import Site

pytestmark = [pytest.mark.redis, pytest.mark.engine]
DOCUMENT = Path(__file__).parents[2] / "docs" / "bots.md"
TOKEN = re.compile(r"agon_[\w-]{43}")


@pytest.fixture(scope="module")
def program(tmp_path_factory) -> Path:
    [source] = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(), re.DOTALL)
    path = tmp_path_factory.mktemp("bot") / "bot.py"
    path.write_text(source)
    return path


def token_of_somebody(site: Site) -> str:
    visitor = HttpVisitor(site.url)
    visitor.sign_up(f"{secrets.token_hex(4)}@example.org")
    [token] = TOKEN.findall(visitor.post("/account/bots/", as_json=False, name="bot").text)
    visitor.client.close()
    return token


@contextmanager
def running(program: Path, site: Site, *words: str) -> Iterator[subprocess.Popen]:
    environment = {"AGON_URL": site.url, "AGON_TOKEN": token_of_somebody(site)}
    command = [sys.executable, str(program), *words]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    child = subprocess.Popen(command, env=environment, **pipes)
    try:
        yield child
    finally:
        child.kill()
        child.wait(10)


def played(child: subprocess.Popen) -> str:
    said, complaints = child.communicate(timeout=120)
    assert child.returncode == 0, complaints
    return said.splitlines()[-1]


@pytest.mark.parametrize("game", GAMES)
def test_two_bots_play_a_match_of_each_game_to_its_end(site, program, game):
    mode = GAMES[game].modes[0].key
    with running(program, site, game, mode, "human") as first:
        match, invite = first.stdout.readline().split()
        with running(program, site, "join", invite) as second:
            ends = {played(first), played(second)}
    assert all(end.startswith("finished ") for end in ends), ends
    [(kinds, is_rated)] = site.query(
        "select group_concat(kind), is_rated from games_player"
        " join games_match on games_match.id = match_id where match_id = ?",
        match.replace("-", ""),
    )
    assert (kinds, is_rated) == ("bot,bot", 0)


@pytest.mark.parametrize(
    "words", [("connect-four", "standard", "search"), ("taboo", "classic", "model")]
)
def test_a_bot_plays_against_what_the_site_has(site, program, words):
    with running(program, site, *words) as bot:
        assert played(bot).startswith("finished ")
