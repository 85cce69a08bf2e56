"""The ranking in the admin, as a moderator uses it."""

import pytest

from lib.audit.models import AuditEvent
from ranking.models import Comparison

pytestmark = pytest.mark.django_db


def act(client, table: str, action: str, *rows) -> None:
    form = {"action": action, "_selected_action": [row.pk for row in rows]}
    assert client.post(f"/admin/ranking/{table}/", form).status_code == 302


def test_a_comparison_is_set_aside_and_restored_with_a_trace(admin_client, compare, ajax, hector):
    comparison = compare(ajax, hector, "left")
    act(admin_client, "comparison", "set_aside", comparison)
    assert Comparison.objects.get().excluded == "moderator"
    act(admin_client, "comparison", "restore", comparison)
    assert Comparison.objects.get().excluded == ""
    actions = AuditEvent.objects.order_by("number").values_list("action", "target")
    assert list(actions) == [
        ("comparison.set_aside", f"ranking.comparison:{comparison.pk}"),
        ("comparison.restore", f"ranking.comparison:{comparison.pk}"),
    ]


def test_facts_can_be_read_and_not_rewritten(admin_client, compare, refit, ajax, hector):
    comparison = compare(ajax, hector, "left")
    board = refit()
    for address in (f"comparison/{comparison.pk}", f"leaderboard/{board.pk}"):
        shown = admin_client.get(f"/admin/ranking/{address}/change/")
        assert shown.status_code == 200
        assert 'name="_save"' not in shown.content.decode()
        assert admin_client.post(f"/admin/ranking/{address}/change/", {}).status_code == 403
        assert admin_client.post(f"/admin/ranking/{address}/delete/", {}).status_code == 403


def test_lists_can_be_filtered_and_searched(admin_client, compare, refit, ajax, hector):
    compare(ajax, hector, "left", flags=["identity_leak"], excluded="identity_leak")
    refit()
    found = admin_client.get("/admin/ranking/comparison/?excluded=identity_leak&q=identity_leak")
    assert "1 comparison" in found.content.decode()
    assert admin_client.get("/admin/ranking/leaderboard/").status_code == 200
    assert admin_client.get("/admin/ranking/contestant/?active__exact=1").status_code == 200


def test_contestants_leave_and_join_battles(admin_client, ajax, hector):
    act(admin_client, "contestant", "keep_out", ajax, hector)
    ajax.refresh_from_db()
    assert not ajax.active
    act(admin_client, "contestant", "take_part", ajax)
    ajax.refresh_from_db()
    assert ajax.active
    assert AuditEvent.objects.filter(action="contestant.deactivate").count() == 2


def test_aliases_are_written_one_a_line(admin_client, ajax):
    address = f"/admin/ranking/contestant/{ajax.pk}/change/"
    page = admin_client.get(address)
    assert "telamon</textarea>" in page.content.decode()
    form = page.context["adminform"].form
    values = {name: form.get_initial_for_field(form.fields[name], name) for name in form.fields}
    values = {name: "" if value is None else value for name, value in values.items()}
    answer = admin_client.post(address, {**values, "aliases": "telamon\n\n Aias \ntelamon"})
    assert answer.status_code == 302
    ajax.refresh_from_db()
    assert ajax.aliases == ["telamon", "Aias"]
    assert AuditEvent.objects.get().action == "admin.change"
