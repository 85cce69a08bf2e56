"""The ranking in the admin: contestants to look after, comparisons to judge, boards to read."""

from collections.abc import Callable, Sequence

from django import forms
from django.contrib import admin, messages
from django.db import models, transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from lib.audit import services as audit
from lib.audit.admin import AuditedAdmin
from lib.read_only_admin import ReadOnly
from ranking import services
from ranking.models import Comparison, Contestant, Leaderboard, Rating


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
        _record_and_tell(request, action, changed)


@admin.register(Comparison)
class ComparisonAdmin(ReadOnly, admin.ModelAdmin):
    list_display = [
        "source",
        "board",
        "left",
        "right",
        "outcome",
        "captcha",
        "flags",
        "excluded",
        "created_at",
    ]
    list_filter = ["board", "outcome", "captcha", "excluded", "language"]
    list_select_related = ["left", "right"]
    search_fields = ["source", "voter_key", "network_key", "prompt_key", "flags"]
    date_hierarchy = "created_at"
    actions = ["set_aside", "restore"]

    @admin.action(description=_("Set aside: do not count"), permissions=["judge"])
    @transaction.atomic
    def set_aside(self, request: HttpRequest, comparisons: QuerySet[Comparison]) -> None:
        changed = [c for c in comparisons if services.set_aside(c, services.BY_MODERATOR)]
        _record_and_tell(request, "comparison.set_aside", changed)

    @admin.action(description=_("Restore: count again"), permissions=["judge"])
    @transaction.atomic
    def restore(self, request: HttpRequest, comparisons: QuerySet[Comparison]) -> None:
        changed = [c for c in comparisons if services.restore(c)]
        _record_and_tell(request, "comparison.restore", changed)

    def has_judge_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("ranking.change_comparison")


class RatingInline(ReadOnly, admin.TabularInline):
    model = Rating
    extra = 0
    fields = [
        "contestant",
        "rank_low",
        "rank_high",
        "rating",
        "rating_low",
        "rating_high",
        "num_comparisons",
        "num_both_bad",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Rating]:
        return super().get_queryset(request).select_related("contestant")


@admin.register(Leaderboard)
class LeaderboardAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["board", "cut_off", "published_at", "num_comparisons", "connected", "method"]
    list_filter = ["board", "connected"]
    inlines = [RatingInline]
    view_on_site = False


def _record_and_tell(request: HttpRequest, action: str, changed: Sequence[Model]) -> None:
    for row in changed:
        audit.record(
            actor=request.user if request.user.is_authenticated else None,
            action=action,
            target=f"{row._meta.label_lower}:{row.pk}",
            detail={"name": str(row)[:200]},
        )
    num = len(changed)
    messages.success(
        request,
        ngettext("%(num)d row changed.", "%(num)d rows changed.", num) % {"num": num},
    )
