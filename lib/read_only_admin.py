"""For the admin pages of facts: they are looked at, never typed in, and never deleted."""

from django.db.models import Model
from django.http import HttpRequest


class ReadOnly:
    """Mixed into a ModelAdmin or an inline, before it."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
