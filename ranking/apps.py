"""Where comparisons come to rest: contestants, comparisons, leaderboards."""

from django.apps import AppConfig


class RankingConfig(AppConfig):
    name = "ranking"
