"""The audit log: appended to, never changed, and able to prove it."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from lib.audit import chain, services, triggers
from lib.audit.models import AuditEvent

pytestmark = pytest.mark.django_db


def recorded(**facts) -> AuditEvent:
    facts = {"actor": None, "action": "test", "target": "thing:1", "detail": {}} | facts
    return services.record(**facts)


@pytest.fixture
def without_triggers(db):
    """Somebody with the keys to the database has taken the lock off."""
    triggers.remove(connection)


def test_events_follow_one_another(alice):
    first = recorded(actor=alice, detail={"price": 2.0, "at": timezone.now()})
    second = recorded()
    assert (first.number, second.number) == (1, 2)
    assert second.previous_digest == first.digest
    assert first.actor_name == "alice@example.org"
    assert services.verify() == 2


@pytest.mark.parametrize(
    "change",
    [lambda events: events.update(action="other"), lambda events: events.all().delete()],
    ids=["update", "delete"],
)
def test_the_database_refuses_to_change_or_delete_an_event(change):
    recorded()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        change(AuditEvent.objects)
    assert services.verify() == 1


def test_an_event_outlives_the_account_that_caused_it(alice):
    recorded(actor=alice)
    alice.delete()
    assert services.verify() == 1
    assert AuditEvent.objects.get().actor_name == "alice@example.org"


def test_missing_triggers_are_noticed(without_triggers):
    with pytest.raises(services.ChainBroken, match="triggers"):
        services.verify()


@pytest.mark.parametrize(
    ("tamper", "words"),
    [
        (lambda events: events.filter(number=2).update(action="other"), "2 was changed"),
        (lambda events: events.filter(number=2).update(detail={"x": 1}), "2 was changed"),
        (lambda events: events.filter(number=2).delete(), "2 is missing"),
        (lambda events: events.filter(number=2).update(previous_digest="0"), "2 does not follow"),
    ],
)
def test_tampering_is_found(without_triggers, tamper, words):
    for _ in range(3):
        recorded()
    tamper(AuditEvent.objects)
    triggers.install(connection)
    with pytest.raises(services.ChainBroken, match=words):
        services.verify()


def test_the_command_counts_the_events_or_fails(capsys):
    recorded()
    call_command("verify_audit")
    assert "whole: 1 events" in capsys.readouterr().out
    triggers.remove(connection)
    with pytest.raises(CommandError, match="not whole"):
        call_command("verify_audit")


@pytest.mark.django_db(transaction=True)
def test_writers_at_once_leave_one_chain():
    def write(number: int) -> None:
        try:
            recorded(target=f"thing:{number}")
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(write, range(40)))
    assert services.verify() == 40


def test_what_was_rolled_back_was_not_recorded():
    recorded()
    with transaction.atomic():
        recorded()
        transaction.set_rollback(True)
    recorded()
    assert services.verify() == 2


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=6,
)


@given(JSON, JSON)
def test_different_facts_have_different_digests(left, right):
    same = chain.digest("0", {"detail": left}) == chain.digest("0", {"detail": right})
    assert same == (_typed(left) == _typed(right))


def _typed(value):
    """True is not 1 here, although Python says so."""
    if isinstance(value, dict):
        return {name: _typed(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_typed(item) for item in value]
    return (type(value).__name__, value)


def test_whole_numbers_are_the_same_however_a_database_hands_them_back():
    assert chain.digest("0", {"x": 2.0}) == chain.digest("0", {"x": 2})
