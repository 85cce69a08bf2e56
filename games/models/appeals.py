"""A player's objection to a ruling, and what a judge said of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from games.models.matches import Match


class Appeal(models.Model):
    """ruling: number of its event; votes: of the judge, true for the player, null where it gave
    none; judge: the slug of its route; version: of the questions.

    WAITING -> GRANTED, REFUSED    both votes agree
    WAITING -> SPLIT    they contradict each other, and the ruling stands
    WAITING -> UNHEARD    the judge could not be asked, and the ruling stands
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("Being heard")
        GRANTED = "granted", _("Granted")
        REFUSED = "refused", _("Refused")
        SPLIT = "split", _("Split")
        UNHEARD = "unheard", _("Not heard")

    match = models.ForeignKey(Match, on_delete=models.CASCADE, related_name="appeals")
    seat = models.CharField(max_length=20)
    ruling = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    votes = models.JSONField(default=list)
    judge = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["match", "seat"], name="one_appeal_a_player")
        ]

    def __str__(self) -> str:
        return f"{self.status}: {self.match_id} {self.ruling}"
