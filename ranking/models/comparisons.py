"""What verdicts and matches leave behind, and what kind of question they were about."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ranking.models.arrivals import Arriving
from ranking.models.contestants import Contestant


class Comparison(Arriving):
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

    source = models.CharField(max_length=160, unique=True, help_text=_("Such as battle:<id>."))
    board = models.SlugField(max_length=60, default="overall")
    left = models.ForeignKey(Contestant, on_delete=models.PROTECT, related_name="+")
    right = models.ForeignKey(Contestant, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    num_turns = models.PositiveIntegerField(default=1)
    propensity = models.FloatField(
        null=True, help_text=_("Probability with which this pair was drawn, if it is known.")
    )
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
            models.Index(
                fields=["board", "excluded", "created_at", "arrival"], name="comparison_counted"
            ),
            models.Index(fields=["board", "voter_key"], name="comparison_of_a_voter"),
            models.Index(fields=["board", "prompt_key"], name="comparison_on_a_prompt"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(left=F("right")), name="two_different_contestants")
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.outcome}"


class Label(models.Model):
    """What kind of question a comparison was about, as one labeller and its version saw it."""

    comparison = models.ForeignKey(Comparison, on_delete=models.CASCADE, related_name="labels")
    category = models.SlugField(max_length=40)
    holds = models.BooleanField(default=True)
    labeller = models.CharField(max_length=60, help_text=_("Who said so, with its version."))

    class Meta:
        ordering = ["category"]
        constraints = [
            models.UniqueConstraint(fields=["comparison", "category"], name="one_label_a_category")
        ]

    def __str__(self) -> str:
        return f"{self.category}: {self.holds} ({self.labeller})"
