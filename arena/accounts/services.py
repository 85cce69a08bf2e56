"""What is written about accounts: battles brought along, and everything taken away."""

from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from arena.models import Battle, Consent, User, Vote
from lib.audit.services import record


@transaction.atomic
def adopt_battles(*, visitor_key: str, user: User) -> int:
    """What a visitor did before logging in becomes the account's: battles, votes, consents.

    Returns the number of battles. Takes nothing from another account.
    """
    if not visitor_key:
        return 0
    mine = {"visitor_key": visitor_key, "user": None}
    Vote.objects.filter(**mine).update(user=user)
    Consent.objects.filter(**mine).update(user=user)
    return Battle.objects.filter(**mine).update(user=user)


@transaction.atomic
def delete_account(*, user: User) -> None:
    """The account, its sessions, consents and second factors, and its battles with every word.

    Comparisons stay, so that past leaderboards can be computed again: they hold keyed hashes and
    counts, no text and no name. Raises ValidationError for the last administrator.
    """
    _refuse_last_administrator(user)
    battles = Battle.objects.filter(user=user)
    facts = {"num_battles": battles.count(), "num_votes": Vote.objects.filter(user=user).count()}
    Vote.objects.filter(user=user).delete()
    battles.delete()
    keys = UserSession.objects.filter(user=user).values_list("session_key", flat=True)
    Session.objects.filter(session_key__in=list(keys)).delete()
    content_type = ContentType.objects.get_for_model(User)
    LogEntry.objects.filter(content_type=content_type, object_id=str(user.pk)).delete()
    target = f"arena.user:{user.pk}"
    user.delete()
    record(actor=None, action="account.delete", target=target, detail=facts)


def activate(*, user: User) -> bool:
    """Let an account in again; False if it was in."""
    return _change_active(user, is_active=True)


def deactivate(*, user: User) -> bool:
    """Keep an account out, its open sessions included; its votes stay as they are."""
    return _change_active(user, is_active=False)


def _change_active(user: User, *, is_active: bool) -> bool:
    rows = User.objects.filter(pk=user.pk, is_active=not is_active)
    return rows.update(is_active=is_active) == 1


def _refuse_last_administrator(user: User) -> None:
    others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=user.pk)
    if user.is_superuser and not others.exists():
        message = _("You are the only administrator. Make somebody else one first.")
        raise ValidationError(message)
