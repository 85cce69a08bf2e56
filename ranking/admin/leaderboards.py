"""Leaderboards in the admin: to read, row by row."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from lib.read_only_admin import ReadOnly
from ranking.models import Leaderboard, Rating


class RatingInline(ReadOnly, admin.TabularInline):
    model = Rating
    extra = 0
    fields = [
        "contestant",
        "rank_low",
        "rank_high",
        "rating",
        "rating_low",
        "rating_high",
        "num_comparisons",
        "num_both_bad",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Rating]:
        return super().get_queryset(request).select_related("contestant")


@admin.register(Leaderboard)
class LeaderboardAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["board", "cut_off", "published_at", "num_comparisons", "connected", "method"]
    list_filter = ["board", "connected"]
    inlines = [RatingInline]
    view_on_site = False
