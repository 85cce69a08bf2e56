"""manage.py collect_answers: contestants asked outside of battles, their answers in a file."""

import pytest
from django.core.management import CommandError, call_command

from arena.models import Battle
from ranking.attack.identify.answers import read_answers
from ranking.attack.identify.probing import PROBES
from tests.arena.scene import add_contestant

pytestmark = pytest.mark.django_db


@pytest.fixture
def _two_contestants(settings):
    settings.SCRIPTED_ROUTES = True
    add_contestant("ada", text="A quiet answer.")
    add_contestant("bab", echo=True)


@pytest.fixture
def prompts(tmp_path):
    path = tmp_path / "prompts.txt"
    path.write_text("First question?\n\nSecond question?\nFirst question?\n")
    return str(path)


@pytest.mark.usefixtures("_two_contestants")
def test_every_contestant_answers_every_prompt_as_often_as_asked(tmp_path, prompts, capsys):
    out = tmp_path / "answers.jsonl"
    call_command("collect_answers", str(out), "--prompts", prompts, "--answers", "3")
    answers = read_answers(out)
    assert len(answers) == 12
    told = {(answer.contestant, answer.prompt): answer.text for answer in answers}
    assert told["ada", "First question?"] == "A quiet answer."
    assert told["bab", "Second question?"] == "Second question?"
    assert "12 answers written, 0 failed." in capsys.readouterr().out
    assert {path.name for path in tmp_path.iterdir()} == {"answers.jsonl", "prompts.txt"}
    assert not Battle.objects.exists()


@pytest.mark.usefixtures("_two_contestants")
def test_probes_ask_who_is_there(tmp_path):
    out = tmp_path / "answers.jsonl"
    call_command("collect_answers", str(out), "--probes", "--answers", "1", "--contestants", "bab")
    assert {answer.text for answer in read_answers(out)} == set(PROBES)


@pytest.mark.usefixtures("_two_contestants")
def test_answers_that_fail_are_counted_and_left_out(tmp_path, prompts, capsys):
    add_contestant("mute", error="blocked")
    out = tmp_path / "answers.jsonl"
    call_command("collect_answers", str(out), "--prompts", prompts, "--answers", "1")
    assert {answer.contestant for answer in read_answers(out)} == {"ada", "bab"}
    assert "4 answers written, 2 failed." in capsys.readouterr().out


@pytest.mark.usefixtures("_two_contestants")
@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "Name a file with --prompts"),
        (["--probes", "--answers", "0"], "numbers from 1"),
        (["--probes", "--contestants", "zeno"], "zeno has no route"),
        (["--prompts", "/nowhere"], "/nowhere could not be read"),
    ],
)
def test_what_cannot_be_asked_is_said_in_words(tmp_path, words, told):
    with pytest.raises(CommandError, match=told):
        call_command("collect_answers", str(tmp_path / "answers.jsonl"), *words)
    assert not (tmp_path / "answers.jsonl").exists()
