"""Comparisons, added up."""

from django.db import models
from django.db.models import F, Q

from ranking.lens import EVERYTHING
from ranking.models.arrivals import Arriving
from ranking.models.contestants import Contestant


class PairCount(Arriving):
    """How often each outcome was given for a pair, by board, category and day.

    Kept up with every comparison that comes, is set aside or is restored, so that a refit reads
    pairs and not votes. `first` is the contestant with the smaller id. Each import has rows of its
    own, so whoever reads adds up.
    """

    board = models.SlugField(max_length=60)
    category = models.SlugField(max_length=40, default=EVERYTHING)
    day = models.DateField()
    first = models.ForeignKey(Contestant, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Contestant, on_delete=models.PROTECT, related_name="+")
    first_won = models.PositiveIntegerField(default=0)
    second_won = models.PositiveIntegerField(default=0)
    tied = models.PositiveIntegerField(default=0)
    both_bad = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["board", "category", "day", "first", "second"]
        constraints = [
            models.UniqueConstraint(
                fields=["board", "category", "day", "first", "second", "arrival"],
                name="one_count_a_day",
            ),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="smaller_id_first"),
        ]

    def __str__(self) -> str:
        return f"{self.board}/{self.category} {self.day}: {self.first_id} and {self.second_id}"
