"""The laboratory in the admin: ask, let a worker find out, read; and who may."""

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.utils import timezone

from lib.audit.models import AuditEvent
from lib.jobs import registry
from lib.jobs import tasks as job_tasks
from lib.jobs.models import Job
from ranking import services
from ranking.jobs import run_attack
from ranking.models import AttackRun

pytestmark = pytest.mark.django_db

ADD = "/admin/ranking/attackrun/add/"
FORM = {
    "board": "overall",
    "kind": "simulation",
    "target": "paris",
    "rank": "1",
    "attack": "target-only",
    "passive": "random",
    "accuracy": "0.9",
    "sampling": "uniform",
    "refit_every": "10",
    "most_interactions": "2000",
    "num_trials": "2",
    "seed": "3",
    "login": "on",
    "actions_per_account": "50",
    "vote_usd": "0.01",
    "crowd": "0.5",
    "skip_usd": "0",
}


@pytest.fixture
def woken(monkeypatch) -> list[Job]:
    """Jobs that the broker was asked to run; there is no broker here."""
    jobs: list[Job] = []
    monkeypatch.setattr(job_tasks, "wake", jobs.append)
    return jobs


@pytest.fixture
def board(compare, ajax, hector, paris, woken):
    """Ajax before Hector before Paris; seven voters."""
    number = 0
    for left, right, won, lost in [
        (ajax, hector, 6, 4),
        (hector, paris, 6, 4),
        (ajax, paris, 7, 3),
    ]:
        for outcome in ["left"] * won + ["right"] * lost:
            compare(left, right, outcome, voter_key=f"voter {number % 7}")
            number += 1


def ask(client, **changes):
    return client.post(ADD, {k: v for k, v in (FORM | changes).items() if v is not None})


def carry_out(jobs: list[Job]) -> AttackRun:
    run_attack(jobs[-1].payload, 1)
    return AttackRun.objects.get(pk=jobs[-1].payload["run"])


def shown(client, run: AttackRun) -> str:
    answer = client.get(f"/admin/ranking/attackrun/{run.pk}/change/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_attack_is_asked_for_carried_out_and_shown(admin_client, board, woken, settings):
    form = admin_client.get(ADD).context["adminform"].form
    assert form["actions_per_account"].initial == settings.VOTES_PER_DAY
    assert form["battles_per_account"].initial == settings.BATTLES_PER_HOUR * 24
    assert form["login"].initial is True
    assert ("overall", "Overall") in form["board"].field.choices
    assert 'value="Run it"' in admin_client.get(ADD).content.decode()
    answer = ask(admin_client)
    waiting = AttackRun.objects.get()
    assert answer.url == f"/admin/ranking/attackrun/{waiting.pk}/change/"
    assert waiting.status == "waiting"
    assert "Not finished yet" in shown(admin_client, waiting)
    run = carry_out(woken)
    assert run.status == "done"
    assert run.result["num_trials"] == 2
    page = shown(admin_client, run)
    assert "Paris from rank 3 to 1 of 3" in page
    assert page.count("<polyline") == 2
    assert "An account and its daily limit" in page
    assert 'name="_save"' not in page
    assert "style=" not in page.split('class="laboratory"')[1].split("</fieldset>")[0]


def test_a_report_is_asked_for_and_shown(admin_client, board, woken):
    assert ask(admin_client, kind="report", target="", rank="").status_code == 302
    run = carry_out(woken)
    assert run.status == "done", run.error
    assert len(run.result["accounts"]) == 7
    page = shown(admin_client, run)
    assert "Neighbours that are swapped most easily" in page
    assert "/admin/ranking/comparison/?q=voter" in page
    assert "put another one first" in page


def test_the_audit_log_says_who_ran_what(admin_client, board):
    ask(admin_client)
    event = AuditEvent.objects.get(action="laboratory.run")
    assert event.actor_name == "admin@example.org"
    assert event.target == f"ranking.attackrun:{AttackRun.objects.get().pk}"
    assert event.detail["parameters"]["target"] == "paris"
    assert event.detail["parameters"]["defences"]["actions_per_account"] == 50


def test_runs_can_be_listed_and_not_changed_or_deleted(admin_client, board):
    ask(admin_client)
    run = AttackRun.objects.get()
    assert "paris → 1" in admin_client.get("/admin/ranking/attackrun/").content.decode()
    for part in ("change", "delete"):
        assert admin_client.post(f"/admin/ranking/attackrun/{run.pk}/{part}/").status_code == 403


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"target": ""}, "Say whom to move"),
        ({"rank": ""}, "to which rank"),
        ({"accuracy": "0.2"}, "greater than or equal to 0.5"),
        ({"refit_every": "5000"}, "at least one refit"),
        ({"board": "troy"}, "troy"),
        ({"num_trials": "999"}, "less than or equal to 20"),
        ({"actions_per_account": "0"}, "greater than or equal to 1"),
    ],
)
def test_what_makes_no_sense_is_said_beside_the_field(admin_client, board, woken, changes, words):
    answer = ask(admin_client, **changes)
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert not AttackRun.objects.exists()
    assert not woken


def test_what_the_board_cannot_give_is_said_by_the_run(admin_client, board, woken):
    ask(admin_client, rank="3")
    run = carry_out(woken)
    assert (run.status, run.result) == ("failed", None)
    assert "stands at rank 3 already" in shown(admin_client, run)


def test_a_board_without_votes_is_said_by_the_run(admin_client, paris, woken):
    ask(admin_client)
    assert "no votes yet" in carry_out(woken).error


def test_a_run_is_carried_out_once(admin_client, board, woken):
    assert registry.find("ranking.attack") is run_attack
    ask(admin_client)
    first = carry_out(woken)
    assert carry_out(woken).finished_at == first.finished_at
    run_attack({"run": 999}, 1)  # gone by now


def test_only_those_with_the_permission_may_run_attacks(client, alice, board):
    alice.is_staff = True
    alice.save()
    client.force_login(alice)
    assert client.get(ADD).status_code == 403
    assert ask(client).status_code == 403
    alice.user_permissions.add(Permission.objects.get(codename="add_attackrun"))
    assert ask(client).status_code == 302
    assert AttackRun.objects.get().started_by == alice


def test_a_kind_that_is_not_known_is_refused(alice):
    facts = {"board": "overall", "parameters": {}, "actor": alice, "now": timezone.now()}
    with pytest.raises(ValidationError):
        services.start_attack_run(kind="siege", **facts)
    assert not Job.objects.exists()
