"""Accounts under suspicion, what speaks against them, and what somebody decided."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class VoterReview(models.Model):
    """One suspicion about one account.

    OPEN -> SET_ASIDE    a moderator agrees: its comparisons stay out
    OPEN -> CLEARED      a moderator does not: they count again, and evidence begins anew
    SET_ASIDE, CLEARED -> OPEN    by undo, which restores exactly what the decision changed
    While a review is open its comparisons are set aside already, which is provisional.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        SET_ASIDE = "set_aside", _("Set aside")
        CLEARED = "cleared", _("Cleared")

    class Test(models.TextChoices):
        SCORE = "score", _("Votes for or against one contestant")
        CLUSTER = "cluster", _("Belongs to accounts that vote for or against one contestant")
        MODERATOR = "moderator", _("Opened by a moderator")

    board = models.SlugField(max_length=60)
    voter_key = models.CharField(max_length=32)
    test = models.CharField(max_length=20, choices=Test.choices)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    cluster_key = models.CharField(
        max_length=32,
        blank=True,
        db_index=True,
        help_text=_("Shared by accounts of a cluster."),
    )
    evidence = models.JSONField(default=dict)
    last_comparison_id = models.BigIntegerField(
        default=0, help_text=_("The newest comparison that the evidence, or the clearing, covers.")
    )
    changed = models.JSONField(
        default=list, help_text=_("Comparisons that the last step set aside or restored.")
    )
    opened_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.TextField(blank=True, help_text=_("Why it was decided so."))

    class Meta:
        ordering = ["-opened_at", "-id"]
        indexes = [models.Index(fields=["status", "-opened_at"], name="review_queue")]
        constraints = [
            models.UniqueConstraint(
                fields=["board", "voter_key"],
                condition=~Q(status="cleared"),
                name="one_standing_review_an_account",
            )
        ]

    def __str__(self) -> str:
        return f"{self.board}: {self.voter_key[:8]} {self.status}"

    @property
    def exclusion(self) -> str:
        """The reason that its comparisons carry while they are set aside."""
        return f"defence:{self.test}"


class Inspection(models.Model):
    """How far the votes of a board have been looked at."""

    board = models.SlugField(max_length=60, unique=True)
    last_comparison_id = models.BigIntegerField(default=0)
    inspected_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.board}: up to {self.last_comparison_id}"
