"""A scripted judge labels votes: in batches, once each, and counts follow."""

import json

import pytest
from django.core.management import CommandError, call_command

from arena.jobs import judge_categories
from arena.judging import AT_ONCE, JUDGE_JOB, judge_batch, labeller_of, unjudged
from inference.backends.base import BackendError
from inference.models import Completion, Route
from lib.jobs import registry
from lib.jobs import tasks as job_tasks
from lib.jobs.models import Job
from ranking.categories.judging import CRITERIA
from ranking.models import Label, PairCount

pytestmark = pytest.mark.django_db
VERDICT = dict.fromkeys(CRITERIA, True) | {"instructions": 5, "creative_writing": False}


@pytest.fixture
def judge(settings):
    """judge(text=…, error=…): the route of the judge, which says what it is told."""
    settings.SCRIPTED_ROUTES = True

    def make(**options: object) -> Route:
        Route.objects.filter(contestant_slug="solomon").delete()
        return Route.objects.create(
            contestant_slug="solomon", backend="scripted", options={"chunk_size": 400, **options}
        )

    make(text=json.dumps(VERDICT))
    return make


def labels() -> dict[str, bool]:
    found = Label.objects.filter(labeller=labeller_of("solomon"))
    return dict(found.values_list("category", "holds"))


def test_a_vote_gets_the_judges_labels_and_is_counted_in_its_categories(judge, make_battle):
    make_battle(vote="a")
    assert judge_batch("solomon", 0) is None
    assert labels() == {
        "hard-prompts": True,
        "instruction-following": True,
        "creative-writing": False,
    }
    assert PairCount.objects.get(category="hard-prompts").first_won == 1
    assert not PairCount.objects.filter(category="creative-writing").exists()
    assert Completion.objects.get().caller.startswith("judge:")


def test_what_was_judged_is_not_asked_again(judge, make_battle):
    make_battle(vote="a")
    judge_batch("solomon", 0)
    judge_batch("solomon", 0)
    assert Completion.objects.count() == 1


def test_without_a_verdict_nothing_is_written_and_the_next_is_asked(judge, make_battle):
    judge(text="I would rather not say.")
    for _ in range(2):
        make_battle(vote="a")
    assert judge_batch("solomon", 0) is None
    assert labels() == {}
    assert Completion.objects.count() == 2
    assert unjudged("solomon").count() == 2


def test_a_prompt_that_is_refused_is_passed_over(judge, make_battle):
    judge(error="blocked")
    make_battle(vote="a")
    assert judge_batch("solomon", 0) is None
    assert labels() == {}


def test_a_judge_that_is_away_lets_the_job_be_tried_again(judge, make_battle):
    judge(error="unavailable")
    make_battle(vote="a")
    with pytest.raises(BackendError):
        judge_batch("solomon", 0)
    judge(text=json.dumps(VERDICT))
    judge_batch("solomon", 0)
    assert labels()["hard-prompts"]


def test_a_battle_whose_words_were_deleted_is_not_judged(judge, make_battle):
    battle = make_battle(vote="a")
    battle.turns.update(parts=[])
    judge_batch("solomon", 0)
    assert Completion.objects.count() == 0


def test_many_votes_are_judged_batch_by_batch(judge, make_battle, monkeypatch):
    monkeypatch.setattr(job_tasks, "wake", lambda job: None)
    for _ in range(AT_ONCE + 3):
        make_battle(vote="tie")
    assert registry.find(JUDGE_JOB) is judge_categories
    judge_categories({"judge": "solomon", "after": 0}, 1)
    assert unjudged("solomon").count() == 3
    following = Job.objects.get(kind=JUDGE_JOB)
    judge_categories(following.payload, 1)
    assert unjudged("solomon").count() == 0
    assert Job.objects.filter(kind=JUDGE_JOB).count() == 1


def test_the_command_judges_now_or_asks_a_worker(judge, make_battle, capsys, monkeypatch):
    monkeypatch.setattr(job_tasks, "wake", lambda job: None)
    make_battle(vote="a")
    call_command("judge_categories", judge="solomon")
    assert "A worker will ask" in capsys.readouterr().out
    assert Job.objects.get(kind=JUDGE_JOB).payload == {"judge": "solomon", "after": 0}
    call_command("judge_categories", judge="solomon", now=True)
    assert "0 of them got no verdict" in capsys.readouterr().out


def test_the_command_names_the_routes_there_are(judge):
    with pytest.raises(CommandError, match="Choose one of: solomon"):
        call_command("judge_categories", judge="nobody")


def test_the_command_says_that_the_judge_failed(judge, make_battle):
    judge(error="unavailable")
    make_battle(vote="a")
    with pytest.raises(CommandError, match="What it judged is kept"):
        call_command("judge_categories", judge="solomon", now=True)
