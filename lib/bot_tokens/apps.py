"""The tokens of bots as a Django app."""

from django.apps import AppConfig


class BotTokensConfig(AppConfig):
    name = "lib.bot_tokens"
    label = "bot_tokens"
