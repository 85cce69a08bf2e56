"""The tables behind the charts as data: lenses, both forms, and what the schema promises."""

import csv
import io
from decimal import Decimal

import pytest

from ranking.jobs import make_leaderboard
from ranking.lens import Lens
from tests.ranking.promises import assert_promised

pytestmark = pytest.mark.django_db

BOARD = "/api/v1/boards/overall/"
ADDRESSES = {
    "/api/v1/boards/": "/api/v1/boards/",
    BOARD: "/api/v1/boards/{board}/",
    f"{BOARD}overview/": "/api/v1/boards/{board}/overview/",
    f"{BOARD}history/": "/api/v1/boards/{board}/history/",
    f"{BOARD}pairs/": "/api/v1/boards/{board}/pairs/",
    f"{BOARD}map/": "/api/v1/boards/{board}/map/",
    f"{BOARD}price/": "/api/v1/boards/{board}/price/",
    f"{BOARD}predict/?a=ajax&b=hector": "/api/v1/boards/{board}/predict/",
    f"{BOARD}meetings/ajax/hector/": "/api/v1/boards/{board}/meetings/{left}/{right}/",
}
TABLES = ["overview", "history", "pairs", "map", "price"]


@pytest.fixture
def board(compare, refit, ajax, hector, paris):
    ajax.input_usd_per_million_tokens = ajax.output_usd_per_million_tokens = Decimal("2")
    ajax.save()
    for outcome in ["left"] * 5 + ["right"] * 3 + ["tie", "both_bad"]:
        compare(ajax, hector, outcome, categories=["coding"], labeller="rules 1")
    compare(hector, paris, "left")
    make_leaderboard("overall", Lens("coding"))
    make_leaderboard("overall", Lens(method_key="davidson"))
    return refit()


@pytest.mark.parametrize("address", ADDRESSES)
def test_answers_are_what_the_schema_promises(client, board, address):
    assert_promised(client.get(address).json(), ADDRESSES[address])


@pytest.mark.parametrize("name", TABLES)
def test_each_table_is_the_same_in_both_forms(client, board, name):
    rows = client.get(f"{BOARD}{name}/").json()
    sheet = client.get(f"{BOARD}{name}.csv")
    assert sheet["Content-Disposition"] == f'attachment; filename="overall-{name}.csv"'
    read = list(csv.DictReader(io.StringIO(sheet.content.decode())))
    assert rows
    assert len(read) == len(rows)
    assert list(read[0]) == list(rows[0])


@pytest.mark.parametrize("name", ["", *(f"{table}/" for table in TABLES)])
def test_every_table_takes_a_lens_and_refuses_one_that_is_not_there(client, board, name):
    assert client.get(f"{BOARD}{name}?category=coding").status_code == 200
    assert client.get(f"{BOARD}{name}?category=german").status_code == 404
    refused = client.get(f"{BOARD}{name}?method=magic")
    assert refused.status_code == 400
    assert "Choose one of: bradley-terry" in refused.json()["method"][0]


def test_a_lens_chooses_the_comparisons_that_count(client, board):
    assert client.get(BOARD).json()["num_comparisons"] == 11
    coding = client.get(f"{BOARD}?category=coding").json()
    assert coding["num_comparisons"] == 10
    assert coding["url"].endswith("/api/v1/boards/overall/?category=coding")
    pairs = client.get(f"{BOARD}pairs/?category=coding").json()
    assert [
        sum(pair[c] for c in ("first_won", "second_won", "tied", "both_bad")) for pair in pairs
    ] == [10]


def test_boards_say_where_they_come_from_and_which_lenses_they_have(client, board):
    (facts,) = client.get("/api/v1/boards/").json()
    assert (facts["slug"], facts["is_imported"]) == ("overall", False)
    methods = {(lens["category"], lens["method"]) for lens in facts["lenses"]}
    assert methods == {("all", "bradley-terry"), ("all", "davidson"), ("coding", "bradley-terry")}


def test_a_prediction_has_a_tie_where_the_method_knows_one(client, board):
    rows = client.get(f"{BOARD}predict/?a=ajax&b=hector").json()
    by_method = {row["method"]: row for row in rows}
    assert by_method["bradley-terry"]["tie"] is None
    assert 0 < by_method["davidson"]["tie"] < 1
    for row in rows:
        assert row["left"] + (row["tie"] or 0) + row["right"] == pytest.approx(1)


@pytest.mark.parametrize("query", ["a=ajax&b=ajax", "a=ajax&b=nobody", ""])
def test_a_prediction_wants_two_contestants(client, board, query):
    answer = client.get(f"{BOARD}predict/?{query}")
    assert answer.status_code == 404
    assert "Name two different contestants" in answer.json()["detail"]


def test_a_meeting_has_its_record_from_the_left_ones_side(client, board):
    facts = client.get(f"{BOARD}meetings/hector/ajax/").json()
    assert facts["records"][0] == {
        "category": "all",
        "left": 3,
        "tie": 1,
        "both_bad": 1,
        "right": 5,
    }


def test_a_snapshot_is_the_board_as_it_was(client, board, compare, refit, ajax, hector):
    before = client.get(BOARD).json()
    compare(ajax, hector, "left")
    refit()
    kept = client.get(before["snapshot_url"]).json()
    assert (kept["snapshot"], kept["rows"]) == (board.pk, before["rows"])
    assert client.get(f"/api/v1/snapshots/{board.pk}.csv").status_code == 200
    assert client.get("/api/v1/snapshots/999999/").status_code == 404


@pytest.mark.parametrize("address", [a for a in ADDRESSES if a != "/api/v1/boards/"])
def test_tables_are_read_in_few_queries(client, board, address, django_assert_max_num_queries):
    client.get(address)  # whoever comes first fills what is kept
    with django_assert_max_num_queries(8):
        client.get(address)


def test_nothing_private_is_in_any_table(client, board):
    for address in ADDRESSES:
        text = client.get(address).content.decode()
        for private in ("telamon", "aliases", "voter "):
            assert private not in text
