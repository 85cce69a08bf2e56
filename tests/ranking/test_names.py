"""Names for readers: every key of the pure rooms has one, and translators find it."""

import ast
import struct
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.functional import Promise

from config.places import BASE_DIR
from ranking import names, urls
from ranking.attack.cost import Defences, Prices, bills_with_each
from ranking.categories import CATEGORIES
from ranking.lens import WINDOWS
from ranking.methods import METHODS
from ranking.models import Board

SOURCE = BASE_DIR / "ranking" / "names.py"
EVERY_DEFENCE = Defences(
    login=True,
    captcha=True,
    actions_per_account=5,
    actions_per_prompt=1,
    vote_usd=0.01,
    skip_usd=0.01,
)
IN_GERMAN = {
    "All questions": "Alle Fragen",
    "30 days": "30 Tage",
    "Ranking": "Rangliste",
    "Style control": "Ohne Stil",
    "Overall": "Gesamt",
    "Questions": "Fragen",
    "Win rate": "Siege",
}


def keys_of_bills() -> list[str]:
    return [name for name, _bill in bills_with_each(100, EVERY_DEFENCE, Prices())]


@pytest.mark.parametrize(
    ("named", "keys"),
    [
        (names.CATEGORY_NAMES, list(CATEGORIES)),
        (names.WINDOW_NAMES, list(WINDOWS)),
        (names.METHOD_NAMES, list(METHODS)),
        (names.DEFENCE_NAMES, keys_of_bills()),
    ],
    ids=["categories", "windows", "methods", "defences"],
)
def test_every_key_has_a_name_in_the_order_of_its_registry(named, keys):
    assert list(named) == keys


def test_every_tab_leads_to_a_page():
    assert set(names.PAGE_NAMES) <= {pattern.name for pattern in urls.urlpatterns}


def test_names_wait_for_the_reader_and_unknown_keys_stand_for_themselves():
    every = [names.CATEGORY_NAMES, names.WINDOW_NAMES, names.METHOD_NAMES, names.PAGE_NAMES]
    for named in [*every, names.DEFENCE_NAMES]:
        assert all(isinstance(name, Promise) for name in named.values())
    assert names.name_of("7-days", names.WINDOW_NAMES) == "7 days"
    assert names.name_of("gone-by-now", names.CATEGORY_NAMES) == "gone-by-now"


def catalogue(words: dict[str, str]) -> bytes:
    """As gettext keeps it: a head of seven numbers, two tables of lengths and places, the texts."""
    head = {"": "Content-Type: text/plain; charset=UTF-8\n"}
    texts = sorted((said.encode(), told.encode()) for said, told in (head | words).items())
    num = len(texts)
    place, tables, body = 28 + 16 * num, b"", b""
    for column in (0, 1):
        for pair in texts:
            tables += struct.pack("<2I", len(pair[column]), place + len(body))
            body += pair[column] + b"\0"
    return struct.pack("<7I", 0x950412DE, 0, num, 28, 28 + 8 * num, 0, 0) + tables + body


@pytest.fixture
def german(tmp_path: Path, settings):
    """A catalogue of a few words."""
    folder = tmp_path / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.mo").write_bytes(catalogue(IN_GERMAN))
    settings.LOCALE_PATHS = [tmp_path]
    with translation.override("de"):
        yield


@pytest.mark.django_db
def test_a_board_is_read_in_the_language_of_its_reader(
    german, client, settings, compare, refit, ajax, hector
):
    settings.LANGUAGES = [("en", "English"), ("de", "Deutsch")]
    for outcome in ["left"] * 6 + ["right"] * 2:
        compare(ajax, hector, outcome)
    refit()
    page = client.get("/leaderboard/overall/pairs/", headers={"accept-language": "de"})
    text = page.content.decode()
    assert "<h1>Gesamt</h1>" in text
    assert '<h2 id="pairs-title">Siege</h2>' in text
    assert ">Rangliste</a>" in text


def test_an_imported_board_keeps_the_name_that_it_was_given(german):
    assert names.board_name(Board(slug="overall", name="Overall")) == "Gesamt"
    assert names.board_name(Board(slug="history", name="Overall")) == "Overall"


def test_those_who_collect_words_find_the_names():
    """They look for a text between quotes behind a _, and run nothing."""
    calls = [node for node in ast.walk(ast.parse(SOURCE.read_text())) if _marks_words(node)]
    marked = {call.args[0].value for call in calls}
    every = [names.CATEGORY_NAMES, names.WINDOW_NAMES, names.METHOD_NAMES, names.PAGE_NAMES]
    for named in [*every, names.DEFENCE_NAMES]:
        assert {str(name) for name in named.values()} <= marked


def _marks_words(node: ast.AST) -> bool:
    is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    return is_call and node.func.id == "_" and isinstance(node.args[0], ast.Constant)
