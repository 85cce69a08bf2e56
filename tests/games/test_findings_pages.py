"""Findings as pages and as JSON: skills, measures live and replayed, boards beside chat."""

import re

import pytest

from tests.arena.scene import add_contestant
from tests.games.crowd import find_out

pytestmark = pytest.mark.django_db
CHAT = {"strong": 1100.0, "new": 1000.0, "weak": 900.0}


@pytest.fixture
def findings():
    for slug in CHAT:
        add_contestant(slug)
    return find_out({"strong": 1.0, "new": 2.0, "weak": 3.0}, CHAT)


def text_of(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_a_model_stands_with_its_skills_and_measures_live_and_replayed(client, findings):
    text = text_of(client, "/games/models/strong/")
    rank = findings.found["models"]["strong"]["boards"]["akinator:classic"]["measures"]
    for group in ("live", "replay"):
        average = rank[group]["final_rank"]
        assert f"{average['value']:.2f}" in text
        assert f"n = {average['num_sessions']}" in text
    assert "Deduction" in text
    assert "80 turns" not in text
    assert "400 turns, valid: 90 %" in text
    assert "balanced accuracy" in text


def test_all_models_stand_beside_each_other_the_best_first(client, findings):
    text = text_of(client, "/games/models/")
    deduction = text.split("Deduction")[1].split("Induction")[0]
    assert deduction.index("Strong") < deduction.index("Weak")
    assert "Place of the word at the end" in text


def test_boards_beside_chat_say_how_many_models_and_what_luck_would_do(client, findings):
    text = text_of(client, "/games/beside-chat/")
    assert "Place of the word at the end 3 1.00" in text
    assert "33 %" in text
    assert "too few models" in text  # nobody played Taboo


def test_before_any_finding_pages_say_so(client):
    add_contestant("new")
    for page in ("models/", "models/new/", "beside-chat/"):
        assert "measured yet" in text_of(client, f"/games/{page}")
    for page in ("models/", "models/new/", "agreement/"):
        assert client.get(f"/api/v1/games/{page}").status_code == 404
    assert client.get("/games/models/nobody/").status_code == 404


def test_the_same_is_given_as_data(client, findings):
    answer = client.get("/api/v1/games/models/")
    models = {model["slug"]: model for model in answer.json()["models"]}
    assert set(models) == set(CHAT)
    assert models["strong"] == client.get("/api/v1/games/models/strong/").json()
    known = findings.found["models"]["strong"]
    assert models["strong"]["skills"] == known["skills"]
    again = client.get("/api/v1/games/models/", headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304
    assert client.get("/api/v1/games/models/nobody/").status_code == 404
    agreement = client.get("/api/v1/games/agreement/").json()
    first = next(one for one in agreement if one["what"] == "replay.final_rank")
    assert (first["num_contestants"], first["tau"]["value"]) == (3, 1)
