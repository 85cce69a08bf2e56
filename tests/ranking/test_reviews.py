"""Reviews of accounts: opened once, decided by people, and undone to the last comparison."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from lib.audit.models import AuditEvent
from ranking import selectors, services
from ranking.models import Comparison, PairCount, VoterReview

pytestmark = pytest.mark.django_db
EVIDENCE = {"target": 1, "peak": 5.0}


@pytest.fixture
def votes(compare, ajax, hector):
    """Three of Eve's, one of which was set aside before, and one of somebody else."""
    mine = [compare(ajax, hector, "left", voter_key="eve") for _ in range(2)]
    mine.append(compare(ajax, hector, "left", voter_key="eve", excluded="identity_leak"))
    return [*mine, compare(ajax, hector, "right", voter_key="bob")]


def suspect(voter="eve", last=0, **more):
    facts = {"board": "overall", "voter_key": voter, "test": "score", "evidence": EVIDENCE}
    facts |= {"last_comparison_id": last or selectors.newest_comparison_id("overall")}
    return services.open_review(opened_at=timezone.now(), **facts | more)


def decided(review, status, actor, reason="Plain to see"):
    return services.decide(
        review=review, status=status, actor=actor, reason=reason, at=timezone.now()
    )


def exclusions():
    return list(Comparison.objects.order_by("pk").values_list("excluded", flat=True))


def num_counted():
    return sum(row.first_won + row.second_won for row in PairCount.objects.filter(category="all"))


def test_a_suspected_account_is_set_aside_at_once_and_its_counts_follow(votes):
    suspect()

    assert exclusions() == ["defence:score", "defence:score", "identity_leak", ""]
    assert num_counted() == 1
    assert selectors.held_back_because("eve", "overall") == "defence:score"
    assert selectors.held_back_because("bob", "overall") == ""


def test_an_account_is_suspected_once(votes):
    assert suspect() is not None
    assert suspect() is None
    assert VoterReview.objects.count() == 1


def test_clearing_lets_exactly_those_votes_count_again(votes, alice):
    review = decided(suspect(), "cleared", alice)

    assert exclusions() == ["", "", "identity_leak", ""]
    assert num_counted() == 3
    assert (review.decided_by, review.reason) == (alice, "Plain to see")
    assert selectors.held_back_because("eve", "overall") == ""


def test_a_cleared_account_is_not_suspected_of_the_same_again(votes, alice, compare, ajax, hector):
    decided(suspect(), "cleared", alice)

    assert suspect() is None
    assert exclusions()[0] == ""

    compare(ajax, hector, "left", voter_key="eve")
    assert suspect() is not None


def test_setting_aside_for_good_keeps_the_votes_out(votes, alice):
    decided(suspect(), "set_aside", alice)

    assert exclusions() == ["defence:score", "defence:score", "identity_leak", ""]
    assert suspect() is None


@pytest.mark.parametrize("status", ["cleared", "set_aside"])
def test_undo_changes_back_exactly_what_the_decision_changed(
    votes, alice, compare, ajax, hector, status
):
    review = suspect()
    before = exclusions()
    review = decided(review, status, alice)
    compare(ajax, hector, "left", voter_key="eve")

    services.undo(review=review, actor=alice)

    assert exclusions() == [*before, ""]
    review.refresh_from_db()
    assert (review.status, review.decided_by, review.reason) == ("open", None, "")


def test_every_step_is_audited_with_its_reason(votes, alice):
    review = decided(suspect(), "cleared", alice, reason="Has a taste")
    services.undo(review=review, actor=alice)

    events = AuditEvent.objects.order_by("number")
    assert [event.action for event in events] == ["review.open", "review.clear", "review.undo"]
    assert [event.actor_id for event in events] == [None, alice.pk, alice.pk]
    assert events[1].detail == {"test": "score", "reason": "Has a taste", "num_changed": 2}


def test_a_decision_needs_a_reason_and_an_open_review(votes, alice):
    review = suspect()
    with pytest.raises(ValidationError, match="Say why"):
        decided(review, "cleared", alice, reason="  ")
    with pytest.raises(ValidationError, match="either"):
        decided(review, "open", alice)
    decided(review, "cleared", alice)
    with pytest.raises(ValidationError, match="already"):
        decided(review, "set_aside", alice)

    assert exclusions()[0] == ""


def test_an_open_review_has_nothing_to_undo(votes, alice):
    with pytest.raises(ValidationError, match="no decision"):
        services.undo(review=suspect(), actor=alice)


def test_a_moderator_may_suspect_a_cleared_account_again(votes, alice):
    decided(suspect(), "cleared", alice)

    again = suspect(test="moderator", actor=alice)

    assert again is not None
    assert exclusions()[0] == "defence:moderator"
