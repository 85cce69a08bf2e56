"""Work that must not be lost: the row is the truth, the broker only wakes a worker."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    name = "lib.jobs"
    label = "jobs"

    def ready(self) -> None:
        autodiscover_modules("jobs")  # each app's jobs.py registers its handlers
