"""What finished matches tell of people who tried to talk a model out of its rules."""

from django.db import models

from games.models.matches import Match
from ranking.models import Contestant


class NotedInjection(models.Model):
    """One try. seq: of its note; gave_in: whether the model did, null where nobody can tell."""

    match = models.ForeignKey(Match, on_delete=models.CASCADE, related_name="injections")
    seq = models.PositiveIntegerField()
    contestant = models.ForeignKey(Contestant, on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    is_legal = models.BooleanField()
    gave_in = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["match", "seq"], name="one_injection_a_note")
        ]

    def __str__(self) -> str:
        return f"{self.rule} in {self.match_id}"
