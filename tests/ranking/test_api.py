"""The public API: what it says, in which form, and how it saves its readers work."""

import csv
import io

import pytest

from tests.ranking.promises import assert_promised

pytestmark = pytest.mark.django_db

ADDRESSES = {
    "/api/v1/": "/api/v1/",
    "/api/v1/leaderboards/": "/api/v1/leaderboards/",
    "/api/v1/leaderboards/overall/": "/api/v1/leaderboards/{board}/",
    "/api/v1/contestants/": "/api/v1/contestants/",
}


@pytest.fixture
def board(compare, refit, ajax, hector, paris):
    for outcome in ["left"] * 5 + ["right"] * 3 + ["both_bad"]:
        compare(ajax, hector, outcome)
    compare(ajax, hector, "left", excluded="identity_leak")
    return refit()


@pytest.mark.parametrize("address", ADDRESSES)
def test_answers_are_what_the_schema_promises(client, board, address):
    assert_promised(client.get(address).json(), ADDRESSES[address])


def test_the_schema_is_served_and_knows_every_address(client):
    document = client.get("/api/v1/schema/?format=json").json()
    assert set(ADDRESSES.values()) | {"/api/v1/leaderboards/{board}.csv"} <= set(document["paths"])


def test_the_index_leads_to_every_part(client, board):
    links = client.get("/api/v1/").json()
    assert set(links) == {"boards", "leaderboards", "contestants", "schema"}
    assert all(client.get(link).status_code == 200 for link in links.values())


def test_a_board_says_how_it_was_made(client, board):
    answer = client.get("/api/v1/leaderboards/overall/").json()
    assert answer["method"] == board.method
    assert answer["num_comparisons"] == 9
    assert answer["num_excluded"] == {"identity_leak": 1}
    assert answer["cut_off"] < answer["published_at"]
    assert client.get("/api/v1/leaderboards/").json() == [
        {key: value for key, value in answer.items() if key not in ("rows", "details")}
    ]


def test_rows_have_every_field_and_the_page_s_order(client, board):
    rows = client.get("/api/v1/leaderboards/overall/").json()["rows"]
    assert [row["contestant"]["slug"] for row in rows] == ["ajax", "hector", "paris"]
    first = rows[0]
    assert first["rating_low"] < first["rating"] < first["rating_high"]
    assert first["both_bad_rate"] == pytest.approx(1 / 9)
    assert rows[2]["both_bad_rate"] is None


def test_nothing_private_is_in_any_answer(client, board):
    for address in ADDRESSES:
        text = client.get(address).content.decode()
        for private in ("telamon", "aliases", "sampling_weight", "voter"):
            assert private not in text


def test_a_hidden_contestant_is_not_listed(client, board, paris):
    paris.active = False
    paris.save()
    listed = [row["slug"] for row in client.get("/api/v1/contestants/").json()]
    assert listed == ["ajax", "hector"]
    rows = client.get("/api/v1/leaderboards/overall/").json()["rows"]
    assert [row["contestant"]["slug"] for row in rows] == ["ajax", "hector"]


@pytest.mark.parametrize("address", ["/api/v1/leaderboards/none/", "/api/v1/leaderboards/none.csv"])
def test_an_unknown_board_is_refused_in_the_asked_form(client, address):
    answer = client.get(address, headers={"accept": "text/html"})
    assert answer.status_code == 404
    if address.endswith("/"):
        assert "none" in answer.json()["detail"]
    else:
        assert answer["Content-Type"].startswith("text/csv")


@pytest.mark.parametrize("address", [*ADDRESSES, "/api/v1/leaderboards/overall.csv"])
def test_whoever_has_it_already_is_told_so(client, board, address):
    first = client.get(address)
    again = client.get(address, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]


def test_a_date_will_do_as_well(client, board):
    first = client.get("/api/v1/leaderboards/overall/")
    headers = {"if-modified-since": first["Last-Modified"]}
    assert client.get("/api/v1/leaderboards/overall/", headers=headers).status_code == 304


def test_a_new_board_is_told_anew(client, board, compare, refit, ajax, hector):
    old = client.get("/api/v1/leaderboards/overall/")["ETag"]
    compare(ajax, hector, "right")
    refit()
    headers = {"if-none-match": old}
    answer = client.get("/api/v1/leaderboards/overall/", headers=headers)
    assert answer.status_code == 200
    assert answer.json()["num_comparisons"] == 10


def test_the_csv_has_the_rows_and_no_formulas(client, board, ajax, refit):
    ajax.name = "=HYPERLINK(1)"
    ajax.organisation = ' @sum, "quoted"'
    ajax.save()
    answer = client.get("/api/v1/leaderboards/overall.csv", headers={"accept": "application/json"})
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    first, *others = csv.DictReader(io.StringIO(answer.content.decode()))
    assert first["name"] == "'=HYPERLINK(1)"
    assert first["organisation"] == '\' @sum, "quoted"'
    assert first["contestant"] == "ajax"
    assert float(first["both_bad_rate"]) == pytest.approx(1 / 9)
    assert float(first["strength"]) > 0 > float(others[0]["strength"])
    assert len(others) == 2


def test_other_sites_may_read_and_none_may_write(client, board):
    address = "/api/v1/leaderboards/overall/"
    answer = client.get(address, headers={"origin": "https://example.org"})
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer
    assert client.post(address).status_code == 405


def test_too_many_questions_are_told_to_wait(client, settings, board):
    settings.API_REQUESTS_PER_MINUTE = 2
    answers = [client.get("/api/v1/", REMOTE_ADDR="203.0.113.9") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1]["Retry-After"] == "60"
