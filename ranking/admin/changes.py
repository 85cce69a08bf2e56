"""What an action changed: recorded in the audit log, and told to whoever did it."""

from collections.abc import Sequence

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import ngettext

from lib.audit import services as audit


def record_and_tell(request: HttpRequest, action: str, changed: Sequence[Model]) -> None:
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
