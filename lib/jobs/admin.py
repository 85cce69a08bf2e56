"""Jobs in the admin: to read, and to run again."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lib.jobs import services, tasks
from lib.jobs.models import Job


@admin.register(Job)
class JobAdmin(admin.ModelAdmin):
    list_display = ["id", "kind", "key", "status", "num_attempts", "run_after", "finished_at"]
    list_filter = ["status", "kind"]
    search_fields = ["key", "error"]
    actions = ["run_again"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Job | None = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Job | None = None) -> list[str]:
        return [field.name for field in Job._meta.fields]

    @admin.action(description=gettext_lazy("Run again"), permissions=["change"])
    def run_again(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        for job in queryset:
            try:
                services.run_again(job=job, now=timezone.now())
            except services.CannotRunAgain as error:
                messages.warning(request, _("Job %(id)s: %(why)s") % {"id": job.pk, "why": error})
            else:
                tasks.wake(job)
                messages.success(request, _("Job %(id)s will run again.") % {"id": job.pk})
