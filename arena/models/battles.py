"""What was asked, what was answered, what was decided."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ranking.models import Comparison, Contestant


class Battle(models.Model):
    """A prompt, one or two contestants, and at most one verdict.

    OPEN -> VOTED     by a vote, once
    OPEN -> BROKEN    a side failed for good: it can be read, not voted on
    """

    class Mode(models.TextChoices):
        BLIND = "blind", _("Blind battle")
        NAMED = "named", _("Side by side")
        DIRECT = "direct", _("Direct chat")

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        VOTED = "voted", _("Voted")
        BROKEN = "broken", _("Broken")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mode = models.CharField(max_length=10, choices=Mode.choices)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    left = models.ForeignKey(Contestant, on_delete=models.PROTECT, related_name="+")
    right = models.ForeignKey(Contestant, on_delete=models.PROTECT, related_name="+", null=True)
    propensity = models.FloatField(default=1.0)
    # Contestants that failed on the first turn and were exchanged: [{"left", "right", "reason"}].
    swaps = models.JSONField(default=list, blank=True)
    # A visitor is known by a random key in the session; an account is added when one is there.
    visitor_key = models.CharField(max_length=64, db_index=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL
    )
    network_key = models.CharField(max_length=32, blank=True)
    captcha = models.CharField(max_length=10, choices=Comparison.Captcha.choices)
    language = models.CharField(max_length=12, blank=True)
    # Numbers of events: each attempt at a turn gets a block of its own, so none is used twice.
    next_event_block = models.PositiveBigIntegerField(default=1)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(right__isnull=True) | ~Q(left=F("right")), name="not_against_itself"
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class Turn(models.Model):
    """One message of the visitor and the answers to it.

    WAITING -> RUNNING -> DONE | STOPPED | FAILED
    RUNNING -> WAITING    when its runner died, or the pair was swapped: all is answered anew
    DONE, STOPPED, FAILED -> WAITING    by regenerate
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        STOPPED = "stopped", _("Stopped")
        FAILED = "failed", _("Failed")

    battle = models.ForeignKey(Battle, on_delete=models.CASCADE, related_name="turns")
    index = models.PositiveIntegerField()
    parts = models.JSONField(help_text=_("The visitor's message: a list of typed parts."))
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    attempt = models.PositiveIntegerField(default=0)
    first_event = models.PositiveBigIntegerField(default=0)
    stop_requested = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["index"]
        constraints = [
            models.UniqueConstraint(fields=["battle", "index"], name="one_turn_an_index"),
        ]

    def __str__(self) -> str:
        return f"{self.battle_id} turn {self.index}"

    @property
    def text(self) -> str:
        return "\n\n".join(part["text"] for part in self.parts if part["type"] == "text")

    @property
    def is_over(self) -> bool:
        return self.status not in (self.Status.WAITING, self.Status.RUNNING)


class Reply(models.Model):
    """One side's answer to one turn, in one attempt; earlier attempts are kept."""

    class Side(models.TextChoices):
        A = "a", "A"
        B = "b", "B"

    class Status(models.TextChoices):
        DONE = "done", _("Done")
        STOPPED = "stopped", _("Stopped")
        FAILED = "failed", _("Failed")

    turn = models.ForeignKey(Turn, on_delete=models.CASCADE, related_name="replies")
    attempt = models.PositiveIntegerField()
    side = models.CharField(max_length=1, choices=Side.choices)
    contestant = models.ForeignKey(Contestant, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=Status.choices)
    text = models.TextField(blank=True)
    finish_reason = models.CharField(max_length=20, blank=True)
    completion_tokens = models.PositiveIntegerField(null=True)
    seconds = models.FloatField(null=True)
    # A short class for the visitor; the full text is in inference.Completion, for the admin.
    error_kind = models.CharField(max_length=20, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "replies"
        ordering = ["attempt", "side"]
        constraints = [
            models.UniqueConstraint(
                fields=["turn", "attempt", "side"], name="one_reply_a_side_and_attempt"
            )
        ]

    def __str__(self) -> str:
        return f"{self.turn_id} {self.side}"


class Vote(models.Model):
    """A verdict on a battle. The comparison that it leaves behind is all that the ranking sees."""

    class Verdict(models.TextChoices):
        A = "a", _("A is better")
        TIE = "tie", _("Tie")
        BOTH_BAD = "both_bad", _("Both are bad")
        B = "b", _("B is better")

    battle = models.OneToOneField(Battle, on_delete=models.CASCADE, related_name="vote")
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    visitor_key = models.CharField(max_length=64)
    idempotency_key = models.CharField(max_length=64, blank=True)
    comparison = models.OneToOneField(Comparison, null=True, on_delete=models.SET_NULL)
    reasons = models.JSONField(
        default=list, blank=True, help_text=_("Optional tags, after the vote.")
    )
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.battle_id}: {self.verdict}"
