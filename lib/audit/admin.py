"""The audit log in the admin, to read; and the mixin that writes each change into it."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from lib.audit import services
from lib.audit.models import AuditEvent


class AuditedAdmin(admin.ModelAdmin):
    """A ModelAdmin whose every add, change and delete leaves an audit event, in one transaction.

    The names of the changed fields are recorded, never their values: some of them are secrets.
    With audits_names = False the row's own name is left out too: people are known by their number.
    """

    audits_names = True

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        self._record(request, "add", obj, message)
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        self._record(request, "change", obj, message)
        return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        for obj in queryset:
            self._record(request, "delete", obj, [])
        return super().log_deletions(request, queryset)

    def _record(self, request: HttpRequest, verb: str, obj: Model, message: Any) -> None:
        name = {"name": str(obj)[:200]} if self.audits_names else {}
        services.record(
            actor=request.user if request.user.is_authenticated else None,
            action=f"admin.{verb}",
            target=f"{obj._meta.label_lower}:{obj.pk}",
            detail={**name, "changes": message},
        )


@admin.register(AuditEvent)
class AuditEventAdmin(admin.ModelAdmin):
    list_display = ["number", "at", "actor_name", "action", "target"]
    list_filter = ["action"]
    search_fields = ["actor_name", "target"]
    date_hierarchy = "at"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: AuditEvent | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: AuditEvent | None = None) -> bool:
        return False
