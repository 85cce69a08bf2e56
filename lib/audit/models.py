"""An append-only table; triggers in the database refuse UPDATE and DELETE."""

from django.conf import settings
from django.db import models


class AuditEvent(models.Model):
    """One change. digest = SHA-256 over the previous event's digest and this event's facts."""

    number = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.DO_NOTHING, db_constraint=False
    )
    actor_name = models.CharField(max_length=254, blank=True)
    action = models.CharField(max_length=80)
    target = models.CharField(max_length=120)
    detail = models.JSONField(default=dict)
    previous_digest = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"{self.number} {self.action} {self.target}"
