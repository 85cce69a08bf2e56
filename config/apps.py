"""The project as a whole: checks that look at more than one app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules

from config.celery import app as celery_app  # every process publishes through this one

__all__ = ["ConfigConfig", "celery_app"]


class ConfigConfig(AppConfig):
    name = "config"
    label = "config"

    def ready(self) -> None:
        autodiscover_modules("checks")  # each app's checks.py
