"""One table: what people answered. Source of the questions: GameArena's user study (2412.06394)."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

QUESTIONS = ("like", "satisfied", "often")
CHAT = "chat"  # the place of battles; that of a match is its game


class SurveyAnswer(models.Model):
    """Three marks from 1 (not at all) to 5 (very much), about one battle or match."""

    place = models.CharField(max_length=40, help_text=_("“chat”, or the key of a game."))
    subject = models.CharField(max_length=80, unique=True)
    visitor_hash = models.CharField(max_length=64, db_index=True)
    like = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(5)], help_text=_("I liked it.")
    )
    satisfied = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(5)],
        help_text=_("I am satisfied with how it went."),
    )
    often = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(5)],
        help_text=_("I would do it often."),
    )
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.place}: {self.like}, {self.satisfied}, {self.often}"
