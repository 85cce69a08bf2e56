"""What single matches show about the models in them, and what all of them show together."""

from django.db import models

from games.models.matches import Match
from ranking.models import Contestant


class MatchMeasures(models.Model):
    """A model in one match that is over. values: by group and key, as services/measures.py has it.

    version: of the formulas. num_probes: how many beliefs of the match had been asked for by then;
    the row is made anew when more have come. wording: which of the task's wordings it was told.
    """

    match = models.ForeignKey(Match, on_delete=models.CASCADE, related_name="measures")
    seat = models.CharField(max_length=20)
    contestant = models.ForeignKey(Contestant, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    wording = models.PositiveSmallIntegerField()
    num_probes = models.PositiveIntegerField()
    values = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["match", "seat", "version"], name="one_measure_a_seat_and_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.contestant_id} in {self.match_id}"


class Findings(models.Model):
    """All measured matches together; the newest are shown.

    found: of each model and between boards, as analysis/findings.py gives it. num_matches: that
    count; num_set_aside: that do not. last_change: of any row that went in.
    """

    version = models.PositiveIntegerField()
    num_matches = models.PositiveIntegerField()
    num_set_aside = models.PositiveIntegerField()
    last_change = models.DateTimeField(null=True)
    found = models.JSONField()
    published_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "findings"
        ordering = ["-published_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.num_matches} matches at {self.published_at:%Y-%m-%d %H:%M}"
