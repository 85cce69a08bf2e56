"""What visitors find wrong with answers."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from arena.models.battles import Battle, Reply


class AnswerReport(models.Model):
    """A visitor says that something is wrong with an answer.

    OPEN -> UPHELD | DISMISSED    by staff, and back by undo
    """

    class Reason(models.TextChoices):
        HARMFUL = "harmful", _("It is harmful or hateful")
        PRIVATE = "private", _("It shows somebody's private data")
        NAMED = "named", _("It gives away which model it is")
        BROKEN = "broken", _("It is broken or empty")
        OTHER = "other", _("Something else")

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        UPHELD = "upheld", _("Upheld")
        DISMISSED = "dismissed", _("Dismissed")

    battle = models.ForeignKey(Battle, on_delete=models.CASCADE, related_name="reports")
    side = models.CharField(max_length=1, choices=Reply.Side.choices)
    reason = models.CharField(max_length=10, choices=Reason.choices)
    words = models.TextField(blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    visitor_key = models.CharField(max_length=64)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="reports"
    )
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["battle", "side", "visitor_key"], name="one_report_a_side_and_visitor"
            )
        ]

    def __str__(self) -> str:
        return f"{self.battle_id} {self.side}: {self.reason}"
