"""The counts of pairs: they say what the comparisons say, whatever happens to these."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from ranking import services
from ranking.models import PairCount

pytestmark = pytest.mark.django_db


def counts(category="all"):
    columns = ("first__slug", "second__slug", "first_won", "second_won", "tied", "both_bad")
    return list(PairCount.objects.filter(category=category).values_list(*columns))


def test_each_outcome_is_counted_for_whom_it_was(compare, ajax, hector):
    for outcome in ("left", "left", "right", "tie", "both_bad"):
        compare(ajax, hector, outcome)
    compare(hector, ajax, "left")
    assert counts() == [("ajax", "hector", 2, 2, 1, 1)]


def test_days_are_counted_apart_in_coordinated_time(compare, ajax, hector):
    for hour in (1, 23):
        compare(ajax, hector, "left", created_at=datetime(2026, 3, 1, hour, tzinfo=UTC))
    compare(ajax, hector, "left", created_at=datetime(2026, 3, 2, 0, tzinfo=UTC))
    days = PairCount.objects.values_list("day", "first_won")
    assert list(days) == [(date(2026, 3, 1), 2), (date(2026, 3, 2), 1)]


def test_what_is_set_aside_is_not_counted_until_it_is_restored(compare, ajax, hector):
    kept, odd = compare(ajax, hector, "left"), compare(ajax, hector, "right")
    compare(ajax, hector, "tie", excluded="identity_leak")
    services.set_aside(odd, "moderator")
    assert counts() == [("ajax", "hector", 1, 0, 0, 0)]
    assert not services.set_aside(odd, "again")
    services.restore(odd)
    services.restore(kept)
    assert counts() == [("ajax", "hector", 1, 1, 0, 0)]


def test_a_label_counts_in_its_category_too(compare, ajax, hector):
    compare(ajax, hector, "left", categories=["code", "long"], labeller="rules 1")
    compare(ajax, hector, "tie")
    assert counts("code") == counts("long") == [("ajax", "hector", 1, 0, 0, 0)]
    assert counts() == [("ajax", "hector", 1, 0, 1, 0)]


def test_labels_without_a_labeller_are_refused_and_nothing_is_kept(compare, ajax, hector):
    with pytest.raises(ValidationError) as refusal:
        compare(ajax, hector, "left", categories=["code"])
    assert "labeller" in refusal.value.message_dict
    assert counts() == []


def test_a_second_opinion_moves_the_comparison(compare, ajax, hector):
    comparison = compare(ajax, hector, "left", categories=["code"], labeller="rules 1")
    verdicts = {"code": False, "hard": True}
    assert services.relabel(comparison, verdicts=verdicts, labeller="judge 1")
    assert counts("code") == [("ajax", "hector", 0, 0, 0, 0)]
    assert counts("hard") == counts() == [("ajax", "hector", 1, 0, 0, 0)]
    assert not services.relabel(comparison, verdicts=verdicts, labeller="judge 1")


def test_a_relabelled_comparison_that_is_set_aside_stays_out(compare, ajax, hector):
    comparison = compare(ajax, hector, "left")
    services.set_aside(comparison, "moderator")
    services.relabel(comparison, verdicts={"hard": True}, labeller="judge 1")
    assert counts("hard") == []
    services.restore(comparison)
    assert counts("hard") == [("ajax", "hector", 1, 0, 0, 0)]


def test_the_larger_id_cannot_come_first(ajax, hector):
    with pytest.raises(IntegrityError), transaction.atomic():
        PairCount.objects.create(board="overall", day=date(2026, 1, 1), first=hector, second=ajax)
