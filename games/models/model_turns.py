"""How a model came to its move: what it wrote, and on which rung it was understood."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from games.models.matches import Match


class ModelTurn(models.Model):
    """One turn of a model. rungs: what each try gave, in order: {"rung", "fault", "text", ...}."""

    match = models.ForeignKey(Match, on_delete=models.CASCADE, related_name="model_turns")
    base_seq = models.PositiveIntegerField(help_text=_("The last event that it knew."))
    seat = models.CharField(max_length=20)
    slug = models.CharField(max_length=60)
    rungs = models.JSONField(default=list)
    is_valid = models.BooleanField()
    seconds = models.FloatField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["match", "base_seq"], name="one_model_turn_a_place")
        ]

    def __str__(self) -> str:
        return f"{self.slug} in {self.match_id} after {self.base_seq}"
