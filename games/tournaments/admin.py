"""Tournaments in the admin: adding one begins it; what was played is read and never changed."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext

from games.errors import Refusal
from games.models import Tournament
from games.pages.names import NAMES
from games.tournaments import services
from games.tournaments.formats import FORMATS
from lib.audit.services import record
from lib.read_only_admin import ReadOnly
from ranking.models import Contestant


def ways_to_play() -> list[tuple[str, str]]:
    return [
        (f"{game} {mode}", f"{NAMES[game].title}: {NAMES[game].modes[mode][0]}")
        for game, mode in FORMATS
    ]


class TournamentForm(forms.ModelForm):
    way = forms.ChoiceField(label=gettext_lazy("Game"), choices=ways_to_play)
    contestants = forms.ModelMultipleChoiceField(
        Contestant.objects.filter(active=True), label=gettext_lazy("Contestants")
    )
    num_legs = forms.IntegerField(
        label=gettext_lazy("Legs"),
        min_value=1,
        initial=4,
        help_text=gettext_lazy("Deals that all contestants meet over."),
    )

    class Meta:
        model = Tournament
        fields = ("seed", "most_tokens")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            game, mode = cleaned["way"].split()
            try:
                services.plan_of(
                    game=game,
                    mode=mode,
                    num_entries=len(cleaned["contestants"]),
                    num_legs=cleaned["num_legs"],
                    seed=cleaned["seed"],
                )
            except Refusal as refusal:
                raise forms.ValidationError(str(refusal.message)) from None
        return cleaned


@admin.register(Tournament)
class TournamentAdmin(ReadOnly, admin.ModelAdmin):
    form = TournamentForm
    list_display = ("__str__", "status", "num_fixtures", "num_tokens", "most_tokens", "created_at")
    list_filter = ("status", "game")
    actions = ("pause", "resume")
    asked = ("way", "contestants", "num_legs", "seed", "most_tokens")
    answered = ("game", "mode", "status", "seed", "num_fixtures", "num_tokens", "most_tokens")

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return request.user.has_perm("games.add_tournament")

    def has_conduct_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("games.change_tournament")

    def get_fields(self, request: HttpRequest, obj: Tournament | None = None) -> Any:
        return self.answered if obj else self.asked

    def save_model(
        self, request: HttpRequest, obj: Tournament, form: TournamentForm, change: bool
    ) -> None:
        asked = form.cleaned_data
        game, mode = asked["way"].split()
        tournament = services.create_tournament(
            game=game,
            mode=mode,
            contestants=list(asked["contestants"]),
            num_legs=asked["num_legs"],
            seed=asked["seed"],
            most_tokens=asked["most_tokens"],
            now=timezone.now(),
        )
        obj.pk = tournament.pk  # the admin goes on with the row that it has in hand
        self._record(request, "tournament.create", tournament)

    @admin.action(description=gettext_lazy("Pause"), permissions=["conduct"])
    def pause(self, request: HttpRequest, rows: QuerySet[Tournament]) -> None:
        self._change(request, rows, "tournament.pause", services.pause)

    @admin.action(description=gettext_lazy("Go on"), permissions=["conduct"])
    def resume(self, request: HttpRequest, rows: QuerySet[Tournament]) -> None:
        now = timezone.now()
        self._change(
            request, rows, "tournament.resume", lambda tournament: services.resume(tournament, now)
        )

    def _change(
        self,
        request: HttpRequest,
        rows: QuerySet[Tournament],
        action: str,
        change: Callable[[Tournament], bool],
    ) -> None:
        num_changed = 0
        for tournament in rows:
            try:
                if change(tournament):
                    num_changed += 1
                    self._record(request, action, tournament)
            except Refusal as refusal:
                messages.error(request, f"{tournament}: {refusal.message}")
        words = ngettext("%(num)d tournament changed.", "%(num)d tournaments changed.", num_changed)
        messages.success(request, words % {"num": num_changed})

    def _record(self, request: HttpRequest, action: str, tournament: Tournament) -> None:
        record(
            actor=request.user if request.user.is_authenticated else None,
            action=action,
            target=f"games.tournament:{tournament.pk}",
            detail={"name": str(tournament)},
        )
