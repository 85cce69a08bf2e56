"""Blind battles of language models, and the people who judge them."""

from django.apps import AppConfig


class ArenaConfig(AppConfig):
    name = "arena"
