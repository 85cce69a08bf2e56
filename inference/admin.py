"""Routes and their breakers in the admin, a button that really asks, and past requests."""

from typing import Any

from asgiref.sync import async_to_sync
from django.contrib import admin
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from inference import services
from inference.backends.base import BackendError
from inference.breaker import Phase, phase
from inference.completion_facts import CompletionFacts, WholeAnswer
from inference.forms import RouteForm
from inference.models import Completion, Route
from inference.selectors import breaker_of, spec_of
from inference.trying import QUESTION, try_route
from lib.audit.admin import AuditedAdmin
from lib.clock import SystemClock


@admin.register(Route)
class RouteAdmin(AuditedAdmin):
    form = RouteForm
    change_form_template = "inference/route_change_form.html"
    list_display = ["contestant_slug", "backend", "enabled", "breaker", "last_problem"]
    list_filter = ["enabled", "backend"]
    search_fields = ["contestant_slug", "model_name", "base_url"]
    readonly_fields = ["breaker", "num_failures_in_a_row", "last_error", "last_error_at", "key"]
    actions = ["enable", "disable", "close_breaker"]
    fieldsets = [
        (None, {"fields": ["contestant_slug", "enabled"]}),
        (
            _("Where"),
            {"fields": ["backend", "base_url", "model_name", "key", "api_key", "forget_key"]},
        ),
        (
            _("What is asked"),
            {"fields": ["system_prompt", "temperature", "top_p", "max_tokens", "options"]},
        ),
        (
            _("How long to wait, in seconds"),
            {
                "fields": [
                    "connect_seconds",
                    "first_token_seconds",
                    "idle_seconds",
                    "total_seconds",
                ]
            },
        ),
        (
            _("Circuit breaker"),
            {"fields": ["breaker", "num_failures_in_a_row", "last_error", "last_error_at"]},
        ),
    ]

    @admin.display(description=_("breaker"), ordering="opened_until")
    def breaker(self, route: Route) -> str:
        state = phase(breaker_of(route), timezone.now())
        if state is Phase.CLOSED:
            return str(_("closed"))
        if state is Phase.HALF_OPEN:
            return str(_("half-open: one request may try"))
        until = date_format(timezone.localtime(route.opened_until), "H:i:s")
        return str(_("open until %s") % until)

    @admin.display(description=_("last error"))
    def last_problem(self, route: Route) -> str:
        return Truncator(route.last_error).chars(80)

    @admin.display(description=_("stored key"))
    def key(self, route: Route) -> str:
        return str(_("there is one") if route.api_key_encrypted else _("none"))

    def save_model(self, request: HttpRequest, obj: Route, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        key = form.cleaned_data.get("api_key")
        if key or form.cleaned_data.get("forget_key"):
            services.set_api_key(route=obj, key=key or "", actor=_actor(request))

    @admin.action(description=_("Enable the selected routes"), permissions=["change"])
    def enable(self, request: HttpRequest, routes: QuerySet[Route]) -> None:
        for route in routes:
            services.set_enabled(route=route, enabled=True, actor=_actor(request))

    @admin.action(description=_("Disable the selected routes"), permissions=["change"])
    def disable(self, request: HttpRequest, routes: QuerySet[Route]) -> None:
        for route in routes:
            services.set_enabled(route=route, enabled=False, actor=_actor(request))

    @admin.action(description=_("Close the breaker: ask again at once"), permissions=["change"])
    def close_breaker(self, request: HttpRequest, routes: QuerySet[Route]) -> None:
        for route in routes:
            services.close_breaker(route=route, actor=_actor(request))

    def get_urls(self) -> list[URLPattern]:
        try_it = self.admin_site.admin_view(require_POST(self.try_it))
        return [
            path("<int:pk>/try/", try_it, name="inference_route_try"),
            *super().get_urls(),
        ]

    def try_it(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask the route as a battle would, and show the answer, its times, or the whole error."""
        route = get_object_or_404(Route, pk=pk)
        if not self.has_change_permission(request, route):
            raise PermissionDenied
        trial = _try(route, caller=f"try:{request.user.pk}")
        context = self.admin_site.each_context(request) | {
            "title": _("Try it: %s") % route,
            "opts": self.opts,
            "route": route,
            "question": QUESTION,
            "trial": trial,
        }
        return TemplateResponse(request, "inference/try_it.html", context)


def _actor(request: HttpRequest) -> AbstractBaseUser | None:
    return request.user if request.user.is_authenticated else None


def _try(route: Route, *, caller: str) -> WholeAnswer:
    """Also where it is switched off or left alone: the admin wants to know before a visitor."""
    started_at = timezone.now()
    try:
        spec = spec_of(route)
    except BackendError as error:
        return WholeAnswer("", CompletionFacts(started_at, total_seconds=0.0, error=error))
    trial = async_to_sync(try_route)(spec, started_at=started_at, clock=SystemClock())
    services.record_completion(slug=route.contestant_slug, outcome=trial.facts, caller=caller)
    return trial


@admin.register(Completion)
class CompletionAdmin(admin.ModelAdmin):
    list_display = [
        "started_at",
        "route",
        "outcome",
        "first_token_seconds",
        "total_seconds",
        "completion_tokens",
        "num_retries",
        "caller",
    ]
    list_filter = ["error_kind", "finish_reason", "route"]
    list_select_related = ["route"]
    search_fields = ["caller", "provider_request_id", "error_detail"]
    date_hierarchy = "started_at"
    show_full_result_count = False

    @admin.display(description=_("outcome"))
    def outcome(self, completion: Completion) -> str:
        return completion.error_kind or completion.finish_reason or str(_("stopped"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
