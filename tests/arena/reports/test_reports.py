"""Reports of answers: sent by a visitor, read and closed by staff."""

import pytest
from django.test import Client
from django.urls import reverse

from arena.models import AnswerReport
from lib.audit.models import AuditEvent

pytestmark = [pytest.mark.redis, pytest.mark.django_db]
FORM = {"side": "a", "reason": "harmful", "words": "It tells how to do it."}


@pytest.fixture
def battle(client, make_battle):
    client.get("/history/")
    return make_battle(visitor_key=client.session["visitor_key"])


def send(client, battle, **changes):
    url = reverse("arena:report", args=[battle.pk])
    return client.post(url, FORM | changes, headers={"Accept": "application/json"})


def test_the_page_of_a_battle_has_the_form_and_takes_the_report(client, battle):
    assert "Report an answer" in client.get(f"/battles/{battle.pk}/").content.decode()

    form = client.post(reverse("arena:report", args=[battle.pk]), FORM, follow=True)

    assert "Somebody will look at it" in form.content.decode()
    report = AnswerReport.objects.get()
    assert (report.side, report.reason, report.words) == ("a", "harmful", FORM["words"])


def test_a_second_report_of_the_same_answer_replaces_the_first(client, battle):
    assert send(client, battle).status_code == 201
    send(client, battle, reason="broken")
    send(client, battle, side="b")

    assert AnswerReport.objects.count() == 2
    assert AnswerReport.objects.get(side="a").reason == "broken"


@pytest.mark.parametrize("changes", [{"side": "c"}, {"side": ""}, {"reason": "dull"}])
def test_a_report_must_say_which_and_why(client, battle, changes):
    assert send(client, battle, **changes).status_code == 400
    assert not AnswerReport.objects.exists()


def test_nobody_reports_the_battle_of_another(battle):
    assert send(Client(), battle).status_code == 404


def test_staff_closes_a_report_once_and_may_open_it_again(client, battle, admin_user):
    send(client, battle)
    report = AnswerReport.objects.get()
    staff = Client()
    staff.force_login(admin_user)
    page = staff.get(reverse("moderation:reports")).content.decode()
    assert "It tells how to do it." in page

    url = reverse("moderation:close_report", args=[report.pk])
    for status in ("upheld", "dismissed"):
        staff.post(url, {"status": status})
    report.refresh_from_db()
    assert (report.status, report.closed_by) == ("upheld", admin_user)

    staff.post(url, {"status": "open"})
    report.refresh_from_db()
    assert (report.status, report.closed_by) == ("open", None)
    actions = [event.action for event in AuditEvent.objects.order_by("number")]
    assert actions == ["report.upheld", "report.reopen"]
