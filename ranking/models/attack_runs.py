"""What was tried in the laboratory, and what came of it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AttackRun(models.Model):
    """One simulated attack, or one report on a board.

    WAITING -> RUNNING -> DONE
                  '-----> FAILED    with the reason in words
    """

    class Kind(models.TextChoices):
        SIMULATION = "simulation", _("Move a contestant, vote by vote")
        REPORT = "report", _("Report on the whole board")

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    board = models.SlugField(_("board"), max_length=60)
    kind = models.CharField(
        _("what to find out"), max_length=12, choices=Kind.choices, default=Kind.SIMULATION
    )
    status = models.CharField(
        _("status"), max_length=8, choices=Status.choices, default=Status.WAITING
    )
    parameters = models.JSONField(default=dict)
    result = models.JSONField(null=True, blank=True)
    error = models.TextField(_("error"), blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("started by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_at = models.DateTimeField(_("started"))
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("run of the laboratory")
        verbose_name_plural = _("laboratory")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.board}"
