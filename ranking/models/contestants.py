"""What competes."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ranking.models.arrivals import Arriving


class Contestant(Arriving):
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
