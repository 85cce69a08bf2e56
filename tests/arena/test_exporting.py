"""Battles given away with their texts: only what may be, and no way back to whom."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from arena.accounts.services import delete_account
from arena.models import User
from ranking import services
from ranking.formats import detect, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def export(tmp_path):
    def run(form: str = "clean-battle"):
        path, out = tmp_path / "battles.jsonl", StringIO()
        call_command("export_battles", format=form, out=path, stdout=out)
        return path, out.getvalue()

    return run


@pytest.mark.parametrize("form", ["clean-battle", "blocks"])
def test_a_battle_is_given_away_with_its_words(make_battle, export, form):
    make_battle("What is a contest?", vote="a")
    path, said = export(form)
    assert "1 battles written" in said
    assert detect(path) == form
    (row,) = read(path, form)
    assert (row.left, row.right, row.outcome) == ("Ada the first", "Babbage engine", "left")
    assert row.prompts == ("What is a contest?",)
    assert row.left_answers == ("Answer of side a.",)
    assert row.at.minute == row.at.second == 0


def test_two_of_one_name_are_told_apart(make_battle, contestants, export):
    for contestant in contestants:
        contestant.name = "The same"
        contestant.save()
    make_battle(vote="a")
    path, _ = export()
    (row,) = read(path, "clean-battle")
    assert [row.left, row.right] == [contestant.slug for contestant in contestants]


def test_battles_that_do_not_count_stay_here(make_battle, export):
    make_battle("not voted on")
    make_battle("by name", vote="a", mode="named")
    aside = make_battle("set aside", vote="b")
    services.set_aside(aside.vote.comparison, "moderator")
    path, _ = export()
    assert path.read_text() == ""


def test_words_that_name_somebody_stay_here_and_are_told(make_battle, export):
    make_battle("Write to helen@example.org", vote="a")
    path, said = export()
    assert path.read_text() == ""
    assert "left out: 1 (e-mail)" in said


def test_what_an_account_took_along_is_gone(make_battle, export):
    user = User.objects.create_user("helen@example.org", "a long password")
    make_battle("mine", vote="a", user=user)
    make_battle("somebody's", vote="a")
    delete_account(user=user)
    path, _ = export()
    (line,) = path.read_text().splitlines()
    assert json.loads(line)["conversation_a"][0]["content"] == "somebody's"


def test_nothing_of_ours_is_in_a_release(make_battle, export):
    battle = make_battle(vote="tie")
    first = export()[0].read_text()
    second = export()[0].read_text()
    assert json.loads(first)["judge"] != json.loads(second)["judge"]
    for ours in (str(battle.pk), battle.visitor_key, battle.vote.comparison.voter_key):
        assert ours not in first
