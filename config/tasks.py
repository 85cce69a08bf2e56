"""Signs of life: beat sends a task, and a worker says that it hears its broker."""

from typing import Any

from celery import shared_task
from celery.signals import beat_init, heartbeat_sent

from config import heartbeat


@shared_task(ignore_result=True, expires=15)
def beat_is_alive() -> None:
    """Sent by beat every few seconds: when it arrives, beat lives."""
    heartbeat.beat("beat")


@beat_init.connect
def beat_has_started(**_: Any) -> None:
    heartbeat.beat("beat")


@heartbeat_sent.connect
def worker_is_alive(**_: Any) -> None:
    heartbeat.beat("worker")
