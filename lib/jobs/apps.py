"""Work that must not be lost: the row is the truth, the broker only wakes a worker."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "lib.jobs"
    label = "jobs"
