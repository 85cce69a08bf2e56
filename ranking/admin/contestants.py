"""Contestants in the admin: their facts, and whether they take part."""

from collections.abc import Callable

from django import forms
from django.contrib import admin
from django.db import models, transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lib.audit.admin import AuditedAdmin
from ranking import services
from ranking.admin.changes import record_and_tell
from ranking.models import Contestant


class Aliases(forms.CharField):
    """A list of names, one a line."""

    widget = forms.Textarea(attrs={"rows": 4})

    def prepare_value(self, value: object) -> object:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: str) -> list[str]:
        lines = (line.strip() for line in super().clean(value).splitlines())
        return list(dict.fromkeys(line for line in lines if line))

    def has_changed(self, initial: object, data: object) -> bool:
        return self.clean(str(data or "")) != (initial or [])


class ContestantForm(forms.ModelForm):
    aliases = Aliases(
        required=False,
        help_text=_("Other names by which an answer could give it away, one a line."),
    )


@admin.register(Contestant)
class ContestantAdmin(AuditedAdmin):
    form = ContestantForm
    list_display = ["name", "slug", "organisation", "licence", "active", "sampling_weight"]
    list_filter = ["active", "organisation", "licence"]
    search_fields = ["name", "slug", "organisation"]
    prepopulated_fields = {"slug": ["name"]}
    actions = ["take_part", "keep_out"]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(db_field, models.URLField):
            kwargs["assume_scheme"] = "https"
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_view_on_site_url(self, obj: Contestant | None = None) -> str | None:
        return reverse("ranking:contestant", args=[obj.slug]) if obj else None

    @admin.action(description=_("Let take part in battles"), permissions=["change"])
    def take_part(self, request: HttpRequest, contestants: QuerySet[Contestant]) -> None:
        self._change(request, contestants, "contestant.activate", services.activate)

    @admin.action(description=_("Keep out of new battles"), permissions=["change"])
    def keep_out(self, request: HttpRequest, contestants: QuerySet[Contestant]) -> None:
        self._change(request, contestants, "contestant.deactivate", services.deactivate)

    @transaction.atomic
    def _change(
        self,
        request: HttpRequest,
        contestants: QuerySet[Contestant],
        action: str,
        service: Callable[..., bool],
    ) -> None:
        changed = [contestant for contestant in contestants if service(contestant=contestant)]
        record_and_tell(request, action, changed)
