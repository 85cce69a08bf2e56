"""The laboratory in the admin: attacks and reports, asked for by a form, shown once done."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.jobs import tasks as job_tasks
from lib.read_only_admin import ReadOnly
from ranking import selectors, services
from ranking.admin.laboratory_form import OF_DEFENCES, OF_SIMULATION, LaboratoryForm
from ranking.attack.chart import rank_chart
from ranking.models import AttackRun, Contestant
from ranking.names import board_name

TEMPLATES = {
    AttackRun.Kind.SIMULATION: "admin/ranking/simulation.html",
    AttackRun.Kind.REPORT: "admin/ranking/report.html",
}


@admin.register(AttackRun)
class AttackRunAdmin(ReadOnly, admin.ModelAdmin):
    """Adding a row starts a run; what was run is read and never changed."""

    form = LaboratoryForm
    list_display = ["created_at", "kind", "board", "target", "status", "started_by"]
    list_filter = ["status", "kind", "board"]
    list_select_related = ["started_by"]
    view_on_site = False
    readonly_fields = ["board_name", "target", "findings"]
    asked = [
        (None, {"fields": ["board", "kind", "accuracy", "num_trials", "seed"]}),
        (_("To move a contestant"), {"fields": ["target", *OF_SIMULATION]}),
        (_("Defences in the way"), {"fields": list(OF_DEFENCES)}),
    ]
    answered = [
        (
            None,
            {
                "fields": [
                    ("board_name", "kind", "status"),
                    ("started_by", "created_at", "finished_at"),
                    "findings",
                ]
            },
        )
    ]

    class Media:
        css = {"all": ["css/admin_laboratory.css"]}

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return request.user.has_perm("ranking.add_attackrun")

    def get_fieldsets(self, request: HttpRequest, obj: AttackRun | None = None) -> Any:
        return self.answered if obj else self.asked

    def get_readonly_fields(self, request: HttpRequest, obj: AttackRun | None = None) -> Any:
        return self.readonly_fields if obj else []

    def save_model(
        self, request: HttpRequest, obj: AttackRun, form: LaboratoryForm, change: bool
    ) -> None:
        run, job = services.start_attack_run(
            board=obj.board,
            kind=obj.kind,
            parameters=form.parameters,
            actor=request.user if request.user.is_authenticated else None,
            now=timezone.now(),
        )
        obj.pk = run.pk  # the admin goes on with the row that it has in hand
        job_tasks.wake(job)

    def response_post_save_add(self, request: HttpRequest, obj: AttackRun) -> HttpResponseRedirect:
        """To the run's own page, where its findings will stand, for whoever may see it."""
        if not self.has_view_permission(request, obj):
            return super().response_post_save_add(request, obj)
        return redirect("admin:ranking_attackrun_change", obj.pk)

    @admin.display(description=_("board"))
    def board_name(self, run: AttackRun) -> str:
        board = selectors.board_named(run.board)
        return board_name(board) if board else run.board

    @admin.display(description=_("contestant"))
    def target(self, run: AttackRun) -> str:
        rank = run.parameters.get("rank")
        return f"{run.parameters['target']} → {rank}" if rank else "-"

    @admin.display(description=_("findings"))
    def findings(self, run: AttackRun) -> str:
        names = dict(Contestant.objects.values_list("slug", "name"))
        context: dict[str, Any] = {"run": run, "result": run.result, "names": names}
        if run.result and run.kind == AttackRun.Kind.SIMULATION:
            context["chart"] = rank_chart(run.result["curves"], run.result["rank"])
        return render_to_string(TEMPLATES[AttackRun.Kind(run.kind)], context)
