"""A tournament of models: who takes part, what is dealt, and how far it has come."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ranking.models import Contestant


class Tournament(models.Model):
    """Matches of models by a schedule, played in idle time.

    RUNNING -> FINISHED    every fixture was played
    RUNNING <-> PAUSED     by staff
    RUNNING -> SPENT       its tokens are used up; with more of them it goes on

    The schedule follows from the entries, the deals and the seed (games/tournaments/schedule.py);
    a match of it is known by its place there.
    """

    class Status(models.TextChoices):
        RUNNING = "running", _("Running")
        PAUSED = "paused", _("Paused")
        SPENT = "spent", _("Stopped: tokens used up")
        FINISHED = "finished", _("Finished")

    game = models.CharField(max_length=40)
    mode = models.CharField(max_length=40)
    seed = models.PositiveIntegerField(
        default=1, help_text=_("The same seed deals the same items in the same order.")
    )
    # What is dealt in each leg, with the secrets: {"deal", "item_key", "wording"}.
    deals = models.JSONField()
    most_tokens = models.PositiveIntegerField(
        default=1_000_000, help_text=_("Read and written by all models together; then it stops.")
    )
    num_tokens = models.PositiveIntegerField(default=0)
    num_fixtures = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.RUNNING)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.game} {self.mode}, tournament {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("games:tournament", args=[self.pk])


class Entry(models.Model):
    """A contestant of a tournament. place: from 0, as the schedule counts them."""

    tournament = models.ForeignKey(Tournament, on_delete=models.CASCADE, related_name="entries")
    contestant = models.ForeignKey(Contestant, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name_plural = _("entries")
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["tournament", "place"], name="one_entry_a_place"),
            models.UniqueConstraint(
                fields=["tournament", "contestant"], name="one_entry_a_contestant"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contestant_id} in {self.tournament_id}"
