"""Comparisons in the admin: facts to read, set aside and restored by moderators."""

from django.contrib import admin
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from lib.read_only_admin import ReadOnly
from ranking import services
from ranking.admin.changes import record_and_tell
from ranking.models import Comparison


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
        record_and_tell(request, "comparison.set_aside", changed)

    @admin.action(description=_("Restore: count again"), permissions=["judge"])
    @transaction.atomic
    def restore(self, request: HttpRequest, comparisons: QuerySet[Comparison]) -> None:
        changed = [c for c in comparisons if services.restore(c)]
        record_and_tell(request, "comparison.restore", changed)

    def has_judge_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("ranking.change_comparison")
