"""What an account means to the games: matches come along when it logs in, are part of its data, and
go with every word when it is deleted."""

from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import pre_delete
from django.dispatch import receiver

from games.selectors import stored_matches
from games.services import adopt_matches, delete_matches
from lib.stored_data import stored_by
from lib.visitors import SESSION_KEY


@receiver(user_logged_in)
def bring_along(request: Any, user: Any, **_facts: Any) -> None:
    adopt_matches(visitor_key=request.session.get(SESSION_KEY, ""), user_id=user.pk)


@receiver(pre_delete, sender=settings.AUTH_USER_MODEL)
def forget_account(instance: Any, **_facts: Any) -> None:
    delete_matches(user_id=instance.pk)


@stored_by("matches")
def matches_of(user_id: int) -> list[dict[str, Any]]:
    return stored_matches(user_id)
