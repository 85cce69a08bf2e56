"""manage.py prepare: all that must be in place before the site opens."""

from typing import Any

from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand

from config.bootstrap.first_votes import FILE_NAME
from config.collected_static import collect_if_stale
from config.first_board import import_first_board
from config.places import DATA_DIR


class Command(BaseCommand):
    help = (
        "Migrate, create the cache table, seed the roster, import the first board, collect static"
        " files, ensure an admin."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        collect_if_stale()
        if "seed_roster" in get_commands():
            call_command("seed_roster", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        import_first_board(DATA_DIR / "data" / FILE_NAME, self.stdout)
        call_command("ensure_admin", stdout=self.stdout)
