"""What the pages of the admin share: links between rows, and the record of an action."""

from collections.abc import Sequence

from django.contrib import admin, messages
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import ngettext

from lib.audit import services as audit


def link_to(row: Model | None) -> str:
    """A link to the admin page of a row; a dash where there is none."""
    if row is None:
        return "-"
    url = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
    return format_html('<a href="{}">{}</a>', url, row)


def record_and_tell(
    model_admin: admin.ModelAdmin, request: HttpRequest, action: str, changed: Sequence[Model]
) -> None:
    """An audit event for each row, by its number alone, and a message with their count."""
    assert request.user.is_authenticated, "the admin lets nobody else in"
    for row in changed:
        target = f"{row._meta.label_lower}:{row.pk}"
        audit.record(actor=request.user, action=action, target=target, detail={})
    num = len(changed)
    told = ngettext("%(num)d row changed.", "%(num)d rows changed.", num) % {"num": num}
    model_admin.message_user(request, told, messages.SUCCESS)
