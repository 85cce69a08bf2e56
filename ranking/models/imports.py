"""Files that were read into boards."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Import(models.Model):
    """One file, read into one board once: what came of it, and how to know it again."""

    board = models.SlugField(max_length=60)
    file_name = models.CharField(_("file"), max_length=200)
    digest = models.CharField(max_length=64, help_text=_("SHA-256 of the file's bytes."))
    format_key = models.CharField(_("format"), max_length=40)
    num_votes = models.PositiveIntegerField(help_text=_("Rows and counted votes that were new."))
    num_known = models.PositiveIntegerField(help_text=_("Rows that an earlier import had brought."))
    num_broken = models.PositiveIntegerField(help_text=_("Lines that could not be read."))
    num_excluded = models.JSONField(default=dict, help_text=_("Reason: count."))
    imported_at = models.DateTimeField()

    class Meta:
        ordering = ["-imported_at"]
        constraints = [
            models.UniqueConstraint(fields=["board", "digest"], name="a_file_once_a_board")
        ]

    def __str__(self) -> str:
        return f"{self.file_name} into {self.board}"
