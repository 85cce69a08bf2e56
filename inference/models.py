"""Tables of inference: how a contestant is reached, and what became of each request."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from inference.address_guard import AddressRefused, check_url
from inference.backends import BACKENDS


class Route(models.Model):
    """The way to one contestant, known by its slug: inference can run without the ranking.

    The circuit breaker is three columns: after several failures in a row the route is left alone
    until opened_until; then one request may try it again.
    """

    contestant_slug = models.SlugField(max_length=80, unique=True)
    # A name in inference.backends.BACKENDS, checked in clean(): a new one needs no migration.
    backend = models.CharField(max_length=40)
    base_url = models.CharField(max_length=300, blank=True)
    model_name = models.CharField(
        max_length=160, blank=True, help_text=_("The name that the provider knows it by.")
    )
    api_key_encrypted = models.TextField(blank=True, editable=False)
    system_prompt = models.TextField(blank=True)
    temperature = models.FloatField(default=0.7)
    top_p = models.FloatField(default=0.95)
    max_tokens = models.PositiveIntegerField(default=320)
    options = models.JSONField(
        default=dict, blank=True, help_text=_("Further fields of the request, sent as they are.")
    )
    connect_seconds = models.FloatField(default=5.0)
    first_token_seconds = models.FloatField(default=60.0)
    idle_seconds = models.FloatField(default=30.0)
    total_seconds = models.FloatField(default=240.0)
    enabled = models.BooleanField(default=True)

    num_failures_in_a_row = models.PositiveIntegerField(default=0, editable=False)
    opened_until = models.DateTimeField(null=True, blank=True, editable=False)
    last_error = models.TextField(blank=True, editable=False)
    last_error_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["contestant_slug"]

    def __str__(self) -> str:
        return self.contestant_slug

    def clean(self) -> None:
        """What the address alone can tell; where its name leads is checked at each connection."""
        if self.backend not in BACKENDS:
            raise ValidationError({"backend": _("One of: %s.") % ", ".join(BACKENDS)})
        if self.backend == "scripted" and not settings.SCRIPTED_ROUTES:
            raise ValidationError({"backend": _("Scripted routes are for tests only.")})
        if not isinstance(self.options, dict):
            raise ValidationError({"options": _("A JSON object, such as {}.")})
        if self.base_url:
            try:
                check_url(self.base_url, settings.ROUTE_PRIVATE_HOSTS)
            except AddressRefused as error:
                raise ValidationError({"base_url": str(error)}) from None


class Completion(models.Model):
    """One request to one route and how it ended; the full error is for the admin only."""

    route = models.ForeignKey(Route, on_delete=models.CASCADE, related_name="completions")
    caller = models.CharField(max_length=80, blank=True, help_text=_("Such as reply:<id>."))
    started_at = models.DateTimeField()
    first_token_seconds = models.FloatField(null=True)
    total_seconds = models.FloatField()
    finish_reason = models.CharField(max_length=20, blank=True)
    prompt_tokens = models.PositiveIntegerField(null=True)
    completion_tokens = models.PositiveIntegerField(null=True)
    provider_request_id = models.CharField(max_length=120, blank=True)
    num_retries = models.PositiveIntegerField(default=0)
    error_kind = models.CharField(max_length=20, blank=True)
    error_detail = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.route_id} at {self.started_at:%H:%M:%S}: {self.error_kind or 'answered'}"
