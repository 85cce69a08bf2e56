"""The console at work: who gets in, what is shown, decisions one by one and together, and undo."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from lib.audit.models import AuditEvent
from ranking import services
from ranking.models import Comparison, VoterReview
from ranking.selectors import consequence_of
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
INLINE = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)|\sstyle=|\son[a-z]+=\"")
QUEUE = "/admin/moderation/"


def decide(client, decision, *reviews, reason="Plain to see"):
    data = {"decision": decision, "review": [r.pk for r in reviews], "reason": reason}
    return client.post(reverse("moderation:decide"), data)


def statuses():
    return list(VoterReview.objects.order_by("pk").values_list("status", flat=True))


def test_an_empty_queue_says_so(admin_client):
    assert "Nobody is under suspicion" in admin_client.get(QUEUE).content.decode()


def test_the_evidence_and_the_consequence_stand_beside_the_queue(admin_client, suspect, cast):
    cast("bob", 6, outcome="right")
    review = suspect()

    page = admin_client.get(f"{QUEUE}{review.pk}/")
    text = page.content.decode()

    assert "Votes for Ada the first: 3 of 3 votes were on it." in text
    assert "z = 5.1" in text
    assert "<polyline" in text
    assert "this account's 3 votes" in text
    rows = {row.contestant.name: row for row in page.context["consequence"].rows}
    assert rows["Ada the first"].rating_without < rows["Ada the first"].rating_with
    assert rows["Ada the first"].rank_without == 2


def test_what_would_change_is_known_before_and_after_the_votes_are_set_aside(suspect, cast):
    """With: as if all counted; without: as if none did, whichever way they stand now."""
    cast("bob", 2, outcome="right")
    review = suspect()

    from_set_aside = ranking_rows(review)
    for row in Comparison.objects.filter(voter_key="eve"):
        services.restore(row)
    assert ranking_rows(review) == pytest.approx(from_set_aside)


def ranking_rows(review):
    rows = consequence_of([review]).rows
    return [value for row in rows for value in (row.rating_with, row.rating_without)]


def test_the_pages_keep_the_strict_policy(admin_client, suspect, make_battle):
    make_battle(vote="a")
    review = suspect()
    for url in (QUEUE, f"{QUEUE}{review.pk}/", f"{QUEUE}flagged/", f"{QUEUE}reports/", "/admin/"):
        response = admin_client.get(url)
        assert response.status_code == 200
        assert "'unsafe" not in response["Content-Security-Policy"]
        assert not INLINE.search(response.content.decode()), url


def test_a_decision_lets_the_votes_count_and_is_told_with_an_undo(admin_client, suspect):
    review = suspect()

    answer = decide(admin_client, "cleared", review)

    assert statuses() == ["cleared"]
    assert not Comparison.objects.exclude(excluded="").exists()
    page = admin_client.get(answer.url).content.decode()
    assert "1 account decided." in page
    assert "data-undo" in page

    admin_client.post(reverse("moderation:undo"), {"review": [review.pk]})
    assert statuses() == ["open"]
    assert set(Comparison.objects.values_list("excluded", flat=True)) == {"defence:score"}
    actions = [event.action for event in AuditEvent.objects.order_by("number")]
    assert actions == ["review.open", "review.clear", "review.undo"]


def test_many_are_decided_together_or_not_at_all(admin_client, suspect):
    first, second, third = suspect("eve"), suspect("mallory"), suspect("oscar")
    decide(admin_client, "set_aside", first)

    decide(admin_client, "cleared", first, second, third)
    assert statuses() == ["set_aside", "open", "open"]

    decide(admin_client, "set_aside", second, third)
    assert statuses() == ["set_aside", "set_aside", "set_aside"]


def test_a_decision_without_a_reason_or_an_account_changes_nothing(admin_client, suspect):
    review = suspect()
    page = admin_client.get(decide(admin_client, "cleared", review, reason=" ").url)
    assert "Say why" in page.content.decode()
    assert "Tick" in admin_client.get(decide(admin_client, "cleared").url).content.decode()
    assert statuses() == ["open"]


def test_the_accounts_of_a_cluster_are_one_click_from_each_other(admin_client, suspect):
    first = suspect("eve", cluster_key="eve")
    second = suspect("mallory", cluster_key="eve")
    first.evidence |= {
        "links": [
            {
                "accounts": ["eve", "mallory"],
                "shared_prompts": 4,
                "close_votes": 3,
                "same_network": True,
                "p_value": "1e-09",
            }
        ]
    }
    first.save()

    text = admin_client.get(f"{QUEUE}{first.pk}/").content.decode()
    assert reverse("moderation:account", args=[second.pk]) in text
    assert "1e-09" in text


def test_strangers_and_staff_without_the_permission_stay_outside(client, suspect, alice):
    review = suspect()
    assert client.get(QUEUE).status_code == 302
    client.force_login(alice)
    assert client.get(QUEUE).status_code == 302

    staff = get_user_model().objects.create_user("staff@example.org", PASSWORD, is_staff=True)
    client.force_login(staff)
    assert client.get(QUEUE).status_code == 403
    staff.user_permissions.set(Permission.objects.filter(codename="view_voterreview"))
    assert client.get(QUEUE).status_code == 200
    assert decide(client, "cleared", review).status_code == 403
    assert statuses() == ["open"]


def test_the_console_asks_for_a_second_factor_where_the_admin_does(admin_client, settings):
    assert admin_client.get(QUEUE).status_code == 200
    settings.ADMIN_MFA = "required"
    assert admin_client.get(QUEUE).status_code == 302


def test_the_transcript_of_a_battle_with_the_target_is_on_the_page(
    admin_client, make_battle, contestants
):
    battle = make_battle("What is courage?", vote="a")
    services.open_review(
        board="overall",
        voter_key="0" * 32,
        test="score",
        evidence={"target": contestants[0].pk, "favours": True},
        last_comparison_id=battle.vote.comparison_id,
        opened_at=timezone.now(),
    )
    text = admin_client.get(QUEUE).content.decode()
    assert "What is courage?" in text
    assert "Answer of side a." in text
    assert "Answer of side b." in text
