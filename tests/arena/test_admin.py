"""The admin at work: what staff sees, what they change, and what is written down about it."""

import re
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from arena.models import Reply, Turn, User, Vote
from lib.audit.models import AuditEvent
from ranking.models import Comparison
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db

INLINE = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)|\sstyle=|\son[a-z]+=\"")


def page_of(row) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def list_of(model) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def act(client, model, action: str, *rows):
    data = {"action": action, "_selected_action": [row.pk for row in rows]}
    return client.post(list_of(model), data)


def actions() -> list[str]:
    return list(AuditEvent.objects.order_by("number").values_list("action", flat=True))


@pytest.fixture
def staff(client):
    """A browser of somebody who works here with no other permission than to look after people."""
    user = get_user_model().objects.create_user("staff@example.org", PASSWORD, is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["change_user", "view_user"]))
    client.force_login(user)
    return client


def test_a_battle_shows_every_attempt_of_both_sides_with_names(admin_client, make_battle):
    battle = make_battle("What is <b>courage</b>?", vote="a")
    turn = Turn.objects.get(battle=battle)
    Reply.objects.create(
        turn=turn,
        attempt=0,
        side="b",
        contestant=battle.left,
        status="failed",
        error_kind="timeout",
        text="Half an ans",
    )
    text = admin_client.get(page_of(battle)).content.decode()
    for expected in ("Ada the first", "Babbage engine", "Answer of side a.", "Half an ans"):
        assert expected in text
    assert "timeout" in text
    assert "What is &lt;b&gt;courage&lt;/b&gt;?" in text
    assert page_of(battle.vote) in text
    assert page_of(battle.vote.comparison) in text
    assert f"?q=turn:{turn.pk}:b" in text


def test_the_pages_of_the_arena_keep_the_strict_policy(admin_client, make_battle, alice):
    battle = make_battle(vote="a", user=alice)
    for url in [page_of(battle), page_of(battle.vote), page_of(alice), list_of(battle), "/admin/"]:
        response = admin_client.get(url)
        assert response.status_code == 200
        assert "'unsafe" not in response["Content-Security-Policy"]
        assert not INLINE.search(response.content.decode()), url


@pytest.mark.parametrize("query", ["alice", "Babbage", "blind"])
def test_battles_and_votes_can_be_searched(admin_client, make_battle, alice, query):
    battle = make_battle(vote="a", user=alice)
    for model in (type(battle), Vote, User):
        assert admin_client.get(list_of(model), {"q": query}).status_code == 200


def test_the_battles_of_an_account_are_one_link_away(admin_client, make_battle, alice):
    make_battle(user=alice)
    make_battle()
    text = admin_client.get(page_of(alice)).content.decode()
    url = re.search(r'href="([^"]*user__id__exact[^"]*)"', text).group(1)
    assert admin_client.get(url).context["cl"].result_count == 1


def test_battles_and_votes_cannot_be_changed_or_deleted(admin_client, make_battle):
    battle = make_battle(vote="a")
    for row in (battle, battle.vote):
        assert admin_client.post(page_of(row), {"verdict": "b"}).status_code == 403
        assert admin_client.post(page_of(row).replace("change", "delete")).status_code == 403
    assert Vote.objects.get().verdict == "a"


def test_a_vote_is_set_aside_and_restored_and_both_are_audited(admin_client, make_battle):
    vote = make_battle(vote="a").vote
    act(admin_client, Vote, "set_aside", vote)
    assert Comparison.objects.get().excluded == "moderator"
    act(admin_client, Vote, "restore", vote)
    assert Comparison.objects.get().excluded == ""
    assert actions() == ["comparison.set_aside", "comparison.restore"]


def test_setting_aside_twice_is_audited_once(admin_client, make_battle):
    vote = make_battle(vote="a").vote
    act(admin_client, Vote, "set_aside", vote)
    act(admin_client, Vote, "set_aside", vote)
    assert actions() == ["comparison.set_aside"]


def test_somebody_kept_out_is_logged_out_at_once(admin_client, alice):
    alices = Client()
    alices.force_login(alice)
    act(admin_client, User, "deactivate", alice)
    assert alices.get(reverse("arena:account")).status_code == 302
    act(admin_client, User, "activate", alice)
    assert alices.get(reverse("arena:account")).status_code == 200
    assert actions() == ["user.deactivate", "user.activate"]


def test_nobody_keeps_out_themselves(admin_client):
    admin = User.objects.get()
    act(admin_client, User, "deactivate", admin)
    admin.refresh_from_db()
    assert admin.is_active


def test_making_somebody_staff_is_audited_by_number(admin_client, alice):
    admin_client.post(page_of(alice), {"is_active": "on", "is_staff": "on"})
    alice.refresh_from_db()
    assert alice.is_staff
    event = AuditEvent.objects.get()
    assert event.target == f"arena.user:{alice.pk}"
    assert event.detail["changes"][-1]["now"]["is_staff"] is True
    assert alice.email not in str(event.detail)


def test_staff_cannot_make_themselves_or_others_administrators(staff, alice):
    me = User.objects.get(email="staff@example.org")
    for user in (me, alice):
        staff.post(page_of(user), {"is_active": "on", "is_superuser": "on", "is_staff": "on"})
    assert not User.objects.filter(is_superuser=True).exists()
    alice.refresh_from_db()
    assert not alice.is_staff


def test_staff_without_the_permission_cannot_set_votes_aside(staff, make_battle):
    vote = make_battle(vote="a").vote
    assert act(staff, Vote, "set_aside", vote).status_code == 403
    assert Comparison.objects.get().excluded == ""


def test_the_secret_of_a_second_factor_is_shown_to_nobody(admin_client, alice):
    factor = Authenticator.objects.create(user=alice, type="totp", data={"secret": "S3CRET"})
    assert "S3CRET" not in admin_client.get(page_of(factor)).content.decode()


def test_removing_a_lost_second_factor_is_audited(admin_client, alice):
    factor = Authenticator.objects.create(user=alice, type="totp", data={"secret": "S3CRET"})
    admin_client.post(page_of(factor).replace("change", "delete"), {"post": "yes"})
    assert not Authenticator.objects.exists()
    assert actions() == ["admin.delete"]


def test_confirming_an_address_for_somebody_is_audited(admin_client, alice):
    address = EmailAddress.objects.create(user=alice, email=alice.email)
    act(admin_client, EmailAddress, "make_verified", address)
    address.refresh_from_db()
    assert address.verified
    assert actions() == ["email_address.verify"]


def test_a_new_group_is_audited(admin_client):
    admin_client.post(reverse("admin:auth_group_add"), {"name": "moderators"})
    assert Group.objects.get().name == "moderators"
    assert actions() == ["admin.add"]


def test_the_admin_has_no_login_of_its_own(client):
    url = client.get("/admin/", follow=True).redirect_chain[-1][0]
    assert url.startswith(reverse("account_login"))


def test_the_first_admin_gets_in_although_no_letter_has_confirmed_the_address(client, settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    said = StringIO()
    call_command("ensure_admin", stdout=said)
    email, password = re.findall(r"^ +\S+ +(\S+)$", said.getvalue(), re.MULTILINE)
    data = {"login": email, "password": password, "next": "/admin/"}
    page = client.post(reverse("account_login"), data, follow=True)
    assert page.request["PATH_INFO"] == "/admin/"
    assert page.status_code == 200


def test_an_ordinary_account_is_refused(client, alice):
    client.force_login(alice)
    assert client.get("/admin/", follow=True).status_code == 403


def test_where_a_second_factor_is_required_staff_sets_one_up_first(admin_client, settings):
    settings.ADMIN_MFA = "required"
    response = admin_client.get("/admin/", follow=True)
    assert response.redirect_chain[-1][0] == reverse("mfa_index")
    Authenticator.objects.create(user=User.objects.get(), type="totp", data={"secret": "x"})
    assert admin_client.get("/admin/").status_code == 200
