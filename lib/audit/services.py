"""Writing the audit log, and proving that nobody has rewritten it."""

import json
from datetime import UTC
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from lib.audit import chain, triggers
from lib.audit.models import AuditEvent

_POSTGRESQL_LOCK = 0x41474F4E  # any number that nothing else locks


class ChainBroken(Exception):
    """An event was changed, removed or put in by hand, or the triggers are gone."""


@transaction.atomic
def record(*, actor: Model | None, action: str, target: str, detail: dict[str, Any]) -> AuditEvent:
    """Append one event, in the caller's transaction: what was not done was not recorded either.

    actor: the user who did it, None for the system. detail: whatever JSON can hold, and no secrets.
    """
    _wait_for_turn()
    last = AuditEvent.objects.order_by("-number").first()
    event = AuditEvent(
        number=last.number + 1 if last else 1,
        at=timezone.now(),
        actor_id=actor.pk if actor else None,
        actor_name=str(actor)[:254] if actor else "",
        action=action,
        target=target[:120],
        detail=json.loads(json.dumps(detail, cls=DjangoJSONEncoder, allow_nan=False)),
        previous_digest=last.digest if last else chain.FIRST_DIGEST,
    )
    event.digest = chain.digest(event.previous_digest, _facts(event))
    event.save(force_insert=True)
    return event


def verify() -> int:
    """Walk the whole chain; the number of events. Raises ChainBroken at the first fault."""
    if not triggers.are_installed(connection):
        raise ChainBroken("The triggers that keep the audit log append-only are missing.")
    previous_digest, num_events = chain.FIRST_DIGEST, 0
    for event in AuditEvent.objects.order_by("number").iterator(chunk_size=1000):
        num_events += 1
        if event.number != num_events:
            raise ChainBroken(f"Event {num_events} is missing.")
        if event.previous_digest != previous_digest:
            raise ChainBroken(f"Event {event.number} does not follow the event before it.")
        if event.digest != chain.digest(previous_digest, _facts(event)):
            raise ChainBroken(f"Event {event.number} was changed after it was written.")
        previous_digest = event.digest
    return num_events


def _wait_for_turn() -> None:
    """One writer at a time until commit; SQLite's IMMEDIATE transactions see to it unasked."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_POSTGRESQL_LOCK])


def _facts(event: AuditEvent) -> dict[str, Any]:
    return {
        "number": event.number,
        "at": event.at.astimezone(UTC).isoformat(),
        "actor": event.actor_id,
        "actor_name": event.actor_name,
        "action": event.action,
        "target": event.target,
        "detail": event.detail,
    }
