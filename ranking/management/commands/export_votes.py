"""manage.py export_votes: a board's votes as a file that others can read, without texts."""

import secrets
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lib.audit.services import record
from lib.whole_file import written_whole
from ranking import selectors
from ranking.formats.items import Row
from ranking.formats.pseudonyms import released
from ranking.formats.writing import WRITERS


class Command(BaseCommand):
    help = (
        "Write the votes of a board that count into a file: voters under pseudonyms that no other"
        " release shares, times to the hour, no texts."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--board", required=True, help="its slug")
        parser.add_argument("--format", choices=WRITERS, default="clean-battle")
        parser.add_argument("--out", type=Path, required=True, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        board, path = options["board"], options["out"]
        if board not in selectors.board_slugs():
            known = ", ".join(selectors.board_slugs())
            raise CommandError(f"There is no board “{board}”. Known: {known}.")
        if not selectors.has_rows(board):
            raise CommandError(
                f"The votes of “{board}” are known as counts only: there are no rows to export."
            )
        num = Counter[str]()
        try:
            with written_whole(path) as file:
                file.writelines(WRITERS[options["format"]](_released(board, num)))
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}.") from None
        detail = {"format": options["format"], "num_votes": num["votes"]}
        record(actor=None, action="votes.export", target=f"ranking.board:{board}", detail=detail)
        self.stdout.write(f"{num['votes']} votes of “{board}” written to {path}.")


def _released(board: str, num: Counter[str]) -> Iterator[Row]:
    salt = secrets.token_hex(32)
    for row in selectors.exported_votes(board):
        num["votes"] += 1
        yield released(row, salt)
