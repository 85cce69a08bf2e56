"""Battles to read, with every attempt of both sides, and votes to judge."""

from django.contrib import admin
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from arena.admin.rows import link_to, record_and_tell
from arena.models import Battle, Vote
from arena.transcripts import transcript_of
from lib.read_only_admin import ReadOnly
from ranking import services as ranking
from ranking.models import Comparison


@admin.register(Battle)
class BattleAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["short_id", "mode", "status", "left", "right", "verdict", "user", "created_at"]
    list_filter = ["mode", "status", "captcha", "language", "created_at"]
    list_select_related = ["left", "right", "user", "vote"]
    search_fields = ["id", "left__name", "right__name", "user__email", "network_key"]
    search_help_text = _("Number, contestant, email address or network hash")
    date_hierarchy = "created_at"
    fields = [
        ("mode", "status", "created_at"),
        ("contestant_a", "contestant_b", "propensity"),
        ("voter", "vote_cast", "comparison"),
        ("captcha", "language", "network_key"),
        "swaps",
        "transcripts",
    ]
    readonly_fields = [
        "transcripts",
        "contestant_a",
        "contestant_b",
        "voter",
        "vote_cast",
        "comparison",
    ]

    class Media:
        css = {"all": ["css/admin_transcripts.css"]}

    @admin.display(description=_("battle"))
    def short_id(self, battle: Battle) -> str:
        return str(battle.pk)[:8]

    @admin.display(description=_("verdict"))
    def verdict(self, battle: Battle) -> str:
        vote = _vote_of(battle)
        return vote.get_verdict_display() if vote else "-"

    @admin.display(description=_("A"))
    def contestant_a(self, battle: Battle) -> str:
        return link_to(battle.left)

    @admin.display(description=_("B"))
    def contestant_b(self, battle: Battle) -> str:
        return link_to(battle.right)

    @admin.display(description=_("account"))
    def voter(self, battle: Battle) -> str:
        return link_to(battle.user)

    @admin.display(description=_("vote"))
    def vote_cast(self, battle: Battle) -> str:
        return link_to(_vote_of(battle))

    @admin.display(description=_("comparison"))
    def comparison(self, battle: Battle) -> str:
        vote = _vote_of(battle)
        return link_to(vote.comparison if vote else None)

    @admin.display(description=_("transcripts"))
    def transcripts(self, battle: Battle) -> str:
        context = {"turns": transcript_of(battle)}
        return render_to_string("admin/arena/transcripts.html", context)


@admin.register(Vote)
class VoteAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["short_battle", "verdict", "user", "excluded", "captcha", "created_at"]
    list_filter = ["verdict", "comparison__captcha", "comparison__excluded", "created_at"]
    list_select_related = ["user", "comparison", "battle"]
    search_fields = ["battle__id", "user__email", "comparison__voter_key"]
    date_hierarchy = "created_at"
    fields = ["battle_page", "verdict", "voter", "comparison_page", "reasons", "created_at"]
    readonly_fields = ["battle_page", "voter", "comparison_page"]
    actions = ["set_aside", "restore"]

    @admin.display(description=_("battle"), ordering="battle")
    def short_battle(self, vote: Vote) -> str:
        return str(vote.battle_id)[:8]

    @admin.display(description=_("does not count because"), ordering="comparison__excluded")
    def excluded(self, vote: Vote) -> str:
        return (vote.comparison.excluded if vote.comparison else "") or "-"

    @admin.display(description=_("captcha"))
    def captcha(self, vote: Vote) -> str:
        return vote.comparison.get_captcha_display() if vote.comparison else "-"

    @admin.display(description=_("battle"))
    def battle_page(self, vote: Vote) -> str:
        return link_to(vote.battle)

    @admin.display(description=_("account"))
    def voter(self, vote: Vote) -> str:
        return link_to(vote.user)

    @admin.display(description=_("comparison"))
    def comparison_page(self, vote: Vote) -> str:
        return link_to(vote.comparison)

    @admin.action(description=_("Set aside: do not count"), permissions=["judge"])
    @transaction.atomic
    def set_aside(self, request: HttpRequest, votes: QuerySet[Vote]) -> None:
        changed = [c for c in _comparisons_of(votes) if ranking.set_aside(c, ranking.BY_MODERATOR)]
        record_and_tell(self, request, "comparison.set_aside", changed)

    @admin.action(description=_("Restore: count again"), permissions=["judge"])
    @transaction.atomic
    def restore(self, request: HttpRequest, votes: QuerySet[Vote]) -> None:
        changed = [c for c in _comparisons_of(votes) if ranking.restore(c)]
        record_and_tell(self, request, "comparison.restore", changed)

    def has_judge_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("ranking.change_comparison")


def _vote_of(battle: Battle) -> Vote | None:
    return getattr(battle, "vote", None)


def _comparisons_of(votes: QuerySet[Vote]) -> list[Comparison]:
    chosen = votes.select_related("comparison")
    return [vote.comparison for vote in chosen if vote.comparison]
