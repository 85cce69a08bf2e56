"""manage.py attack: tables on the screen, JSON in a file, errors in words."""

import json

import pytest
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.django_db


@pytest.fixture
def board(compare, ajax, hector, paris):
    """Ajax before Hector before Paris."""
    for left, right, won, lost in [
        (ajax, hector, 6, 4),
        (hector, paris, 6, 4),
        (ajax, paris, 7, 3),
    ]:
        for outcome, num in (("left", won), ("right", lost)):
            for _ in range(num):
                compare(left, right, outcome)


def attack(*words: str) -> None:
    call_command("attack", *words)


def test_a_simulation_is_shown_and_written(board, capsys, tmp_path):
    out = tmp_path / "result.json"
    attack("simulate", "--target", "paris", "--rank", "1", "--refit-every", "10", "--login",
           "--actions-per-account", "20", "--out", str(out))  # fmt: skip
    shown = capsys.readouterr().out
    assert "From rank 3 to 1 of 3: reached in 3 of 3 trials." in shown
    assert "target votes" in shown
    assert "rate limit and login" in shown
    result = json.loads(out.read_text())
    assert [effort["rank"] for effort in result["efforts"]] == [2, 1]
    assert result["bills"][-1]["num_accounts"] >= 1


def test_a_crowd_may_vote_beside_an_attack_on_pairs_as_the_arena_draws_them(
    board, capsys, tmp_path
):
    out = tmp_path / "result.json"
    attack("simulate", "--target", "paris", "--rank", "2", "--refit-every", "10", "--crowd", "2",
           "--sampling", "by-lesson", "--login", "--battles-per-account", "50",
           "--skip-usd", "0.1", "--out", str(out))  # fmt: skip
    assert "crowd votes" in capsys.readouterr().out
    result = json.loads(out.read_text())
    assert result["num_reached"] > 0
    for effort in result["efforts"]:
        assert effort["crowd_votes"] == 2 * effort["cast_votes"]
    assert "price of a skip" in [bill["defences"] for bill in result["bills"]]


def test_without_votes_there_is_nothing_to_attack(db):
    with pytest.raises(CommandError, match="'overall' has no votes yet"):
        attack("simulate", "--target", "paris", "--rank", "1")


def test_a_report_reckons_with_the_defences_of_the_site(board, capsys, settings, tmp_path):
    settings.VOTES_PER_DAY, settings.PROMPT_VOTES_PER_DAY, settings.VOTING = 5, 1, "login"
    settings.BATTLES_PER_HOUR = 1
    out = tmp_path / "report.json"
    attack("report", "--places", "1", "--trials", "1", "--as-set-up", "2", "--out", str(out))
    assert "Neighbours that are swapped most easily" in capsys.readouterr().out
    for move in json.loads(out.read_text())["moves"]:
        for_votes = -(-move["target_votes"] // 10)
        assert move["num_accounts"] == max(for_votes, -(-move["interactions"] // 48))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--target", "helen", "--rank", "1"], "'helen'"),
        (["--target", "paris", "--rank", "3"], "already"),
        (["--target", "paris", "--rank", "9"], "ranks 1 to 3"),
        (["--target", "paris", "--rank", "1", "--trials", "0"], "at least once"),
        (["--target", "paris", "--rank", "1", "--actions-per-account", "0"], "at least once"),
        (["--target", "paris", "--rank", "1", "--attack", "siege"], "siege"),
        (["--target", "paris", "--rank", "1", "--crowd", "-1"], "0 to 1,000 votes"),
    ],
)
def test_what_cannot_be_run_is_said_in_words(board, words, told):
    with pytest.raises(CommandError, match=told):
        attack("simulate", *words)


def test_a_file_that_cannot_be_written_is_said_too(board, tmp_path):
    with pytest.raises(CommandError, match="could not be written"):
        attack("simulate", "--target", "paris", "--rank", "2", "--out", str(tmp_path / "no" / "x"))
