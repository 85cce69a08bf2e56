"""Boards, what a refit made of each, and its rows."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ranking.lens import ALL_TIME, BRADLEY_TERRY, EVERYTHING
from ranking.models.contestants import Contestant


class Board(models.Model):
    """A named set of comparisons that is ranked: our own, or imported with its source."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    description = models.TextField(_("description"), blank=True)
    source = models.CharField(
        _("source"), max_length=200, blank=True, help_text=_("Where imported votes come from.")
    )
    source_url = models.URLField(_("address of the source"), blank=True)
    licence = models.CharField(_("licence"), max_length=80, blank=True)
    imported_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.name


class Leaderboard(models.Model):
    """One refit's result. The newest of a board, category, window and method is shown."""

    board = models.SlugField(max_length=60)
    # What of the board was ranked, and how: pages and the API choose by these three.
    category = models.SlugField(max_length=40, default=EVERYTHING)
    window = models.SlugField(max_length=20, default=ALL_TIME)
    method_key = models.SlugField(max_length=40, default=BRADLEY_TERRY)
    method = models.CharField(max_length=200, help_text=_("Name and version of the fit."))
    cut_off = models.DateTimeField(help_text=_("Comparisons up to this moment are in."))
    published_at = models.DateTimeField()
    num_comparisons = models.PositiveIntegerField()
    num_excluded = models.JSONField(default=dict, help_text=_("Reason: count."))
    last_comparison_id = models.BigIntegerField(default=0)
    details = models.JSONField(
        default=dict, help_text=_("What the fit found besides ratings: losses, coefficients.")
    )
    connected = models.BooleanField(
        default=True, help_text=_("False while some contestants have not met any other.")
    )

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["board", "category", "window", "method_key", "-id"], name="newest_of_a_view"
            )
        ]

    def __str__(self) -> str:
        return f"{self.board} at {self.cut_off:%Y-%m-%d %H:%M}"


class ThinnedLeaderboard(models.Model):
    """The number of a snapshot that was not kept, and the one of its day that stands for it."""

    id = models.BigIntegerField(primary_key=True, help_text=_("The number it had."))
    kept = models.ForeignKey(Leaderboard, on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.pk}, see {self.kept_id}"


class Rating(models.Model):
    """One row of a leaderboard; ratings on the displayed scale, strengths in natural log-odds."""

    leaderboard = models.ForeignKey(Leaderboard, on_delete=models.CASCADE, related_name="ratings")
    contestant = models.ForeignKey(Contestant, on_delete=models.PROTECT, related_name="+")
    strength = models.FloatField()
    rating = models.FloatField()
    rating_low = models.FloatField()
    rating_high = models.FloatField()
    rank_low = models.PositiveIntegerField(help_text=_("Best rank that the interval allows."))
    rank_high = models.PositiveIntegerField(help_text=_("Worst rank that the interval allows."))
    # Of all ranks at once, where the others hold one by one.
    joint_rank_low = models.PositiveIntegerField(null=True)
    joint_rank_high = models.PositiveIntegerField(null=True)
    tier = models.PositiveIntegerField(null=True)
    # Limits that hold at every moment, however often somebody looks.
    always_low = models.FloatField(null=True)
    always_high = models.FloatField(null=True)
    tie_strength = models.FloatField(null=True, help_text=_("Of fits that give each one its own."))
    num_comparisons = models.PositiveIntegerField()
    num_both_bad = models.PositiveIntegerField()

    class Meta:
        ordering = ["rank_low", "-rating"]
        constraints = [
            models.UniqueConstraint(
                fields=["leaderboard", "contestant"], name="one_rating_a_contestant"
            )
        ]

    def __str__(self) -> str:
        return f"{self.contestant_id}: {self.rating:.0f}"
