"""The Celery app and the timetable."""

import os

from celery import Celery
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("agon")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "sweep": {"task": "lib.jobs.tasks.sweep", "schedule": settings.JOB_SWEEP_SECONDS},
    "heartbeat": {"task": "config.tasks.beat_is_alive", "schedule": 5.0},
    "refit": {"task": "ranking.tasks.refit_if_due", "schedule": 10.0},
    "thin-leaderboards": {"task": "ranking.tasks.thin_leaderboards", "schedule": 86_400.0},
    "refit-lenses": {"task": "ranking.tasks.refit_other_lenses", "schedule": 300.0},
    "refit-match-boards": {"task": "ranking.tasks.refit_match_boards", "schedule": 60.0},
    "sweep-matches": {"task": "games.tasks.sweep_matches", "schedule": 15.0},
    "analyse-matches": {"task": "games.tasks.analyse_if_due", "schedule": 300.0},
    "sweep-tournaments": {"task": "games.tasks.sweep_tournaments", "schedule": 60.0},
    "inspect": {"task": "ranking.tasks.inspect_if_due", "schedule": settings.DEFENCE_SECONDS},
}
