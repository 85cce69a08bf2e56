"""One table: whose a token is, by its hash."""

from django.conf import settings
from django.db import models

LONGEST_NAME = 60


class BotToken(models.Model):
    """digest: SHA-256 of the token, which has 256 random bits and so needs no slower hash.

    ending: its last characters, by which its owner knows it again.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="bot_tokens"
    )
    name = models.CharField(max_length=LONGEST_NAME)
    digest = models.CharField(max_length=64, unique=True)
    ending = models.CharField(max_length=4)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.name} …{self.ending}"
