"""manage.py judge_categories: let a judge say what kind of questions votes were about."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from arena.judging import ask_for_judging, judge_batch, unjudged
from inference.backends.base import BackendError
from inference.selectors import available_slugs
from ranking.categories import JUDGED


class Command(BaseCommand):
    help = f"Judge votes for the categories {', '.join(JUDGED)}; what is judged stays so."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--judge", required=True, help="the slug of the route to ask")
        parser.add_argument(
            "--now", action="store_true", help="in this process, instead of a worker's jobs"
        )

    def handle(self, *args: Any, judge: str, now: bool, **options: Any) -> None:
        known = available_slugs(timezone.now())
        if judge not in known:
            raise CommandError(
                f"No route called {judge!r} can be asked now. Choose one of: "
                f"{', '.join(sorted(known)) or 'none; add a route first'}."
            )
        waiting = unjudged(judge).count()
        self.stdout.write(f"{waiting} votes are not judged by {judge} yet.")
        if not now:
            ask_for_judging(judge)
            self.stdout.write("A worker will ask.")
            return
        after: int | None = 0
        try:
            while after is not None:
                after = judge_batch(judge, after)
        except BackendError as error:
            raise CommandError(
                f"{judge} failed ({error.kind}: {error.detail}). What it judged is kept; "
                "start again when it answers."
            ) from None
        self.stdout.write(f"{unjudged(judge).count()} of them got no verdict.")
