"""Tables of the ranking: what competes, what was seen, and what follows from it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Contestant(models.Model):
    """What is ranked: one language model, with one way of answering."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=120)
    organisation = models.CharField(_("organisation"), max_length=120, blank=True)
    licence = models.CharField(_("licence"), max_length=80, blank=True)
    description = models.TextField(_("description"), blank=True)
    homepage = models.URLField(_("homepage"), blank=True)
    model_card = models.URLField(_("model card"), blank=True)
    input_usd_per_million_tokens = models.DecimalField(
        max_digits=10, decimal_places=4, null=True, blank=True
    )
    output_usd_per_million_tokens = models.DecimalField(
        max_digits=10, decimal_places=4, null=True, blank=True
    )
    context_tokens = models.PositiveIntegerField(null=True, blank=True)
    released = models.DateField(null=True, blank=True)
    aliases = models.JSONField(
        default=list,
        blank=True,
        help_text=_("Other names by which an answer could give this contestant away."),
    )
    active = models.BooleanField(default=True, help_text=_("Takes part in new battles."))
    sampling_weight = models.FloatField(default=1.0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sampling_weight__gte=0), name="sampling_weight_not_negative"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Comparison(models.Model):
    """What a verdict or a finished match leaves behind: all that a refit needs, written once."""

    class Outcome(models.TextChoices):
        LEFT = "left", _("Left is better")
        RIGHT = "right", _("Right is better")
        TIE = "tie", _("Tie")
        BOTH_BAD = "both_bad", _("Both are bad")

    class Captcha(models.TextChoices):
        PASSED = "passed", _("Passed")
        FAILED = "failed", _("Failed")
        UNVERIFIED = "unverified", _("Not verified")

    source = models.CharField(max_length=80, unique=True, help_text=_("Such as battle:<id>."))
    board = models.SlugField(max_length=60, default="overall")
    left = models.ForeignKey(Contestant, on_delete=models.PROTECT, related_name="+")
    right = models.ForeignKey(Contestant, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    num_turns = models.PositiveIntegerField(default=1)
    propensity = models.FloatField(help_text=_("Probability with which this pair was drawn."))
    # Keyed hashes: they tell equal from different, and nothing else.
    voter_key = models.CharField(max_length=32)
    network_key = models.CharField(max_length=32, blank=True)
    prompt_key = models.CharField(max_length=32, blank=True)
    language = models.CharField(max_length=12, blank=True)
    left_style = models.JSONField(default=dict)
    right_style = models.JSONField(default=dict)
    captcha = models.CharField(max_length=10, choices=Captcha.choices)
    reading_seconds = models.FloatField(null=True)
    flags = models.JSONField(default=list, blank=True)
    # Why it does not count, or "" if it does. Set aside, never deleted.
    excluded = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["created_at"]
        indexes = [
            models.Index(fields=["board", "excluded", "created_at"], name="comparison_counted")
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(left=F("right")), name="two_different_contestants")
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.outcome}"


class Leaderboard(models.Model):
    """One refit's result. The newest row of a board is the one that is shown."""

    board = models.SlugField(max_length=60)
    method = models.CharField(max_length=80, help_text=_("Name and version of the fit."))
    cut_off = models.DateTimeField(help_text=_("Comparisons up to this moment are in."))
    published_at = models.DateTimeField()
    num_comparisons = models.PositiveIntegerField()
    num_excluded = models.JSONField(default=dict, help_text=_("Reason: count."))
    last_comparison_id = models.BigIntegerField(default=0)
    connected = models.BooleanField(
        default=True, help_text=_("False while some contestants have not met any other.")
    )

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["board", "-id"], name="newest_of_a_board")]

    def __str__(self) -> str:
        return f"{self.board} at {self.cut_off:%Y-%m-%d %H:%M}"


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
