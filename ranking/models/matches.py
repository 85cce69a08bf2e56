"""What finished matches leave behind, and the boards of the games that are fitted to it."""

from django.db import models

from ranking.models.contestants import Contestant


class MatchResult(models.Model):
    """Did a model reach its goal against a human? All that ranking sees of a match.

    board: game and mode, such as "akinator:classic". success: 1, 0, or 0.5 for a draw. is_together:
    whether the human's goal was the model's. excluded: why it does not count; never deleted.
    """

    board = models.CharField(max_length=80)
    source = models.CharField(max_length=80, unique=True)
    contestant = models.ForeignKey(Contestant, on_delete=models.PROTECT, related_name="+")
    human_key = models.CharField(max_length=64)
    item_key = models.CharField(max_length=80, blank=True)
    wording = models.PositiveSmallIntegerField()
    success = models.FloatField()
    is_together = models.BooleanField()
    excluded = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["board", "excluded"], name="match_result_board")]

    def __str__(self) -> str:
        return f"{self.board}: {self.success:g}"


class MatchBoard(models.Model):
    """One fit to the results of a game and mode; the newest of a board is shown.

    rows, items: of each contestant, the strongest first, and of each item, the hardest first, as
    ranking/match_standings.py gives them.
    """

    board = models.CharField(max_length=80)
    method = models.CharField(max_length=40)
    num_matches = models.PositiveIntegerField()
    num_excluded = models.PositiveIntegerField()
    last_result_id = models.PositiveBigIntegerField()
    rows = models.JSONField()
    items = models.JSONField(default=list)
    published_at = models.DateTimeField()

    class Meta:
        ordering = ["-published_at", "-pk"]
        indexes = [models.Index(fields=["board", "-published_at"], name="match_board_newest")]

    def __str__(self) -> str:
        return f"{self.board}, {self.num_matches} matches"
