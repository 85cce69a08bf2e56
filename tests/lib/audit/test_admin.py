"""The audit log in the admin, and the mixin that writes it."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.test import RequestFactory
from django.urls import reverse

from lib.audit import services
from lib.audit.admin import AuditedAdmin
from lib.audit.models import AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def groups(alice):
    """A ModelAdmin with the mixin, and a request of Alice's."""
    request = RequestFactory().post("/")
    request.user = alice
    return AuditedAdmin(Group, admin.site), request


def test_adding_changing_and_deleting_leave_events(groups, alice):
    model_admin, request = groups
    group = Group.objects.create(name="judges")
    model_admin.log_addition(request, group, [{"added": {}}])
    model_admin.log_change(request, group, [{"changed": {"fields": ["Name"]}}])
    model_admin.log_deletions(request, Group.objects.all())
    events = AuditEvent.objects.order_by("number")
    assert [event.action for event in events] == ["admin.add", "admin.change", "admin.delete"]
    assert {event.actor_id for event in events} == {alice.pk}
    assert {event.target for event in events} == {f"auth.group:{group.pk}"}
    assert events[1].detail["changes"] == [{"changed": {"fields": ["Name"]}}]


def test_names_of_people_can_be_left_out(groups):
    model_admin, request = groups
    model_admin.audits_names = False
    model_admin.log_addition(request, Group.objects.create(name="judges"), [])
    assert "name" not in AuditEvent.objects.get().detail


def test_the_log_can_be_read_and_not_changed(admin_client):
    event = services.record(actor=None, action="test", target="thing:1", detail={})
    page = admin_client.get(reverse("admin:audit_auditevent_change", args=[event.pk]))
    assert page.status_code == 200
    assert admin_client.get(reverse("admin:audit_auditevent_add")).status_code == 403
    delete = reverse("admin:audit_auditevent_delete", args=[event.pk])
    assert admin_client.post(delete, {"post": "yes"}).status_code == 403
