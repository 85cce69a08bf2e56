"""manage.py verify_audit: walk the audit log's chain and say whether it is whole."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lib.audit import services


class Command(BaseCommand):
    help = "Check that no event of the audit log was changed, removed or put in by hand."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            num_events = services.verify()
        except services.ChainBroken as error:
            raise CommandError(f"The audit log is not whole. {error}") from error
        self.stdout.write(f"The audit log is whole: {num_events} events.")
