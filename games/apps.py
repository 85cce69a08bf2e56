"""Games of reasoning, played against models."""

from django.apps import AppConfig


class GamesConfig(AppConfig):
    name = "games"
