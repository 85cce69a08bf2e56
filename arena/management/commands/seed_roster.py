"""Adds the contestants that come with Agon, and their routes, where they are missing."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction

from arena.roster import ROSTER
from inference.services import ensure_route
from ranking.services import ensure_contestants


class Command(BaseCommand):
    help = "Adds missing contestants and routes; never changes one that is there."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        added = ensure_contestants(contestants=[entry.contestant_facts for entry in ROSTER])
        for contestant in added:
            self.stdout.write(f"contestant added: {contestant}")
        for entry in ROSTER:
            facts = entry.route_facts | {"max_tokens": settings.MAX_ANSWER_TOKENS}
            if ensure_route(slug=entry.slug, facts=facts):
                self.stdout.write(f"route added: {entry.slug}")
