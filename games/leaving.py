"""Who deletes an account takes along their consent: their words stay out of every later release."""

from typing import Any

from django.conf import settings
from django.db.models.signals import pre_delete
from django.dispatch import receiver

from games.services import forget_consents


@receiver(pre_delete, sender=settings.AUTH_USER_MODEL)
def forget_account(instance: Any, **_facts: Any) -> None:
    forget_consents(user_id=instance.pk)
