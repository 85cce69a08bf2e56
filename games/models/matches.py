"""A match: its deal, its players, and the numbered events that are the whole truth of it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from games.models.tournaments import Tournament
from ranking.models import Contestant


class Match(models.Model):
    """One game played.

    WAITING -> PLAYING     when the second seat is taken
    PLAYING -> FINISHED    by the rules, or because a player resigned, left or ran out of time
    WAITING, PLAYING -> ABANDONED    nobody moved for too long
    WAITING, PLAYING -> VOID    a model failed, or a moderator said so; counts for nobody

    What is over stays as it is: services only change a row that is not over, and a trigger of the
    database refuses the rest.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting for a player")
        PLAYING = "playing", _("Playing")
        FINISHED = "finished", _("Finished")
        ABANDONED = "abandoned", _("Abandoned")
        VOID = "void", _("Void")

    RUNNING = (Status.WAITING, Status.PLAYING)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    game = models.CharField(max_length=40)
    mode = models.CharField(max_length=40)
    rules_version = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    # The last event's number; whoever wants to move says which one they have seen.
    seq = models.PositiveIntegerField(default=0)
    # What was dealt, the secret among it, sealed: the commitment is public, the nonce is not until
    # the end. An HMAC-SHA256 of the deal under the nonce.
    deal = models.JSONField()
    nonce = models.CharField(max_length=64)
    commitment = models.CharField(max_length=64)
    item_key = models.CharField(max_length=80, blank=True, db_index=True)
    # Which of the interchangeable wordings of the task the models of this match are told.
    wording = models.PositiveSmallIntegerField(default=0)
    is_probed = models.BooleanField(default=False)
    is_rated = models.BooleanField(default=False)
    unrated_because = models.CharField(max_length=40, blank=True)
    ending = models.CharField(max_length=40, blank=True)
    # How long a human may think about each move, 0: as long as they like (games/clocks.py); and
    # when the time of whoever is on the move is up, null while no human's clock runs.
    move_seconds = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True, blank=True)
    # A model that guesses along with two people: it is asked what it thinks and never moves.
    listener = models.ForeignKey(
        Contestant, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    invite = models.CharField(max_length=24, blank=True, db_index=True)
    rematch_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="rematches"
    )
    # Of a tournament's match: where it stands in the schedule.
    tournament = models.ForeignKey(
        Tournament, null=True, blank=True, on_delete=models.PROTECT, related_name="matches"
    )
    place = models.PositiveIntegerField(null=True, blank=True)
    created_at = models.DateTimeField()
    last_move_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = _("matches")
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["status", "last_move_at"], name="match_idle"),
            models.Index(fields=["due_at"], name="match_due", condition=Q(due_at__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["tournament", "place"], name="one_match_a_fixture")
        ]

    def __str__(self) -> str:
        return f"{self.game} {self.id}"

    @property
    def is_over(self) -> bool:
        return self.status not in self.RUNNING


class Player(models.Model):
    """Who sits where: a visitor, a visitor's bot, a contestant, or a program of ours."""

    class Kind(models.TextChoices):
        HUMAN = "human", _("Human")
        MODEL = "model", _("Model")
        SEARCH = "search", _("Search player")
        BOT = "bot", _("Bot")

    FROM_OUTSIDE = (Kind.HUMAN, Kind.BOT)  # who moves when they like; nobody asks them

    class Result(models.TextChoices):
        WON = "won", _("Won")
        LOST = "lost", _("Lost")
        DRAWN = "drawn", _("Drawn")

    match = models.ForeignKey(Match, on_delete=models.CASCADE, related_name="players")
    seat = models.CharField(max_length=20)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    contestant = models.ForeignKey(
        Contestant, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    visitor_key = models.CharField(max_length=64, blank=True, db_index=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    network_key = models.CharField(max_length=32, blank=True)
    # Of the word of a day: each visitor, and each account, has one try at it.
    day = models.DateField(null=True, blank=True)
    # The version of the text by which this player lets be published what they write; "" for no.
    consent = models.CharField(max_length=10, blank=True)
    # Of a person, once they know which model it was: whether they would play it again.
    would_play_again = models.BooleanField(null=True)
    result = models.CharField(max_length=10, choices=Result.choices, blank=True)
    score = models.FloatField(null=True, blank=True)
    # Lag that the clock still forgives, in hundredths of a second.
    lag_quota = models.PositiveSmallIntegerField(default=0)
    joined_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["match", "seat"], name="one_player_a_seat"),
            models.UniqueConstraint(
                fields=["day", "visitor_key"],
                condition=Q(day__isnull=False),
                name="one_try_a_visitor_and_day",
            ),
            models.UniqueConstraint(
                fields=["day", "user"],
                condition=Q(day__isnull=False, user__isnull=False),
                name="one_try_an_account_and_day",
            ),
            models.CheckConstraint(
                condition=Q(kind="model", contestant__isnull=False)
                | (~Q(kind="model") & Q(contestant__isnull=True)),
                name="models_are_contestants",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat} of {self.match_id}"

    @property
    def person(self) -> str:
        """The same for one person in all matches, to be hashed before it goes anywhere."""
        return f"user:{self.user_id}" if self.user_id else f"visitor:{self.visitor_key}"


class MatchEvent(models.Model):
    """One fact, numbered from 1 without a gap; never changed, never deleted.

    seen_by: seats, ["*"] for everybody, [] for nobody before the end. move_id: the client's name
    for its move, on the first fact that the move made; the same name twice is the same move.
    """

    match = models.ForeignKey(Match, on_delete=models.CASCADE, related_name="events")
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    seat = models.CharField(max_length=20, blank=True)
    payload = models.JSONField()
    seen_by = models.JSONField()
    move_id = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["seq"]
        constraints = [
            models.UniqueConstraint(fields=["match", "seq"], name="one_event_a_number"),
            models.UniqueConstraint(
                fields=["match", "move_id"], condition=~Q(move_id=""), name="one_event_a_move"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.match_id} {self.seq} {self.kind}"
