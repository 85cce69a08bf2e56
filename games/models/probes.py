"""What a model believed, asked after the match, turn by turn; the live beliefs are events."""

from django.db import models

from games.models.matches import Match


class Probe(models.Model):
    """belief: the payload of the seat's probe, such as {"candidates": [...]}; null: no answer."""

    match = models.ForeignKey(Match, on_delete=models.CASCADE, related_name="probes")
    seat = models.CharField(max_length=20)
    turn = models.PositiveIntegerField()
    version = models.PositiveIntegerField()
    slug = models.CharField(max_length=60)
    belief = models.JSONField(null=True)
    seconds = models.FloatField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["turn"]
        constraints = [
            models.UniqueConstraint(
                fields=["match", "seat", "turn", "version"], name="one_probe_a_turn"
            )
        ]

    def __str__(self) -> str:
        return f"{self.match_id} {self.seat} {self.turn}"
