"""manage.py export_battles: conversations and verdicts as a file that others can read."""

import secrets
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from arena.exporting import exported_battles
from lib.audit.services import record
from lib.whole_file import written_whole
from ranking.formats import WRITERS, released


class Command(BaseCommand):
    help = (
        "Write the blind battles whose vote counts into a file, with their texts: voters under"
        " pseudonyms that no other release shares, without battles that name private details."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        shapes = [key for key in WRITERS if key != "csv"]  # which has no room for texts
        parser.add_argument("--format", choices=shapes, default="clean-battle")
        parser.add_argument("--out", type=Path, required=True, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        left_out, salt, num = Counter[str](), secrets.token_hex(32), 0
        try:
            with written_whole(options["out"]) as file:
                rows = (released(row, salt) for row in exported_battles(left_out))
                for line in WRITERS[options["format"]](rows):
                    file.write(line)
                    num += 1
        except OSError as error:
            raise CommandError(f"{options['out']} cannot be written: {error.strerror}.") from None
        detail = {"format": options["format"], "num_battles": num}
        record(actor=None, action="battles.export", target="arena", detail=detail)
        self.stdout.write(f"{num} battles written to {options['out']}.")
        for reason, number in left_out.most_common():
            self.stdout.write(f"  left out: {number} ({reason})")
