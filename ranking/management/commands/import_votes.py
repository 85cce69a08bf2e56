"""manage.py import_votes: read a file of votes into a board."""

import argparse
import csv
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.text import capfirst

from ranking.csv_rows import harmless
from ranking.formats import FORMATS, Broken, Columns, Unreadable, detect, parse_columns, read
from ranking.jobs import make_leaderboard
from ranking.services import Allowance, ImportReport, Origin, import_votes
from ranking.stats.bradley_terry import CannotFit
from ranking.tasks import ask_for_refit


class Command(BaseCommand):
    help = (
        "Read a file of votes into a board: all of it at one moment, or nothing. A million rows"
        " take some minutes, and the site goes on meanwhile. What a killed import leaves behind is"
        " seen by nobody, and the next one into the board removes it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--board", required=True, help="its slug; made if it is new")
        parser.add_argument("--name", default="", help="of a new board")
        parser.add_argument("--format", choices=FORMATS, help="told from the file if left out")
        parser.add_argument(
            "--columns", default="", help="of a table: left=model_a,right=model_b,winner=winner,…"
        )
        parser.add_argument("--source", default="", help="where the votes come from, in words")
        parser.add_argument("--source-url", default="")
        parser.add_argument("--licence", default="")
        parser.add_argument(
            "--day", type=_day, help="of votes that do not say when they were given (today)"
        )
        parser.add_argument(
            "--allow-broken",
            type=_allowance,
            default=Allowance(),
            metavar="N or N%",
            help="lines that may be left out, as a number or a share (none)",
        )
        parser.add_argument("--report", type=Path, help="a file for every broken line, as CSV")
        parser.add_argument("--dry-run", action="store_true", help="read all, keep nothing")
        parser.add_argument("--refit", action="store_true", help="at once, not by a worker")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = self._import(options)
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from None
        except (Unreadable, OSError) as refusal:
            raise CommandError(str(refusal)) from None
        if options["verbosity"]:
            self._tell(report, options)
        if options["dry_run"] or report.is_known:
            return
        if options["refit"]:
            self._refit(options["board"])
        else:
            ask_for_refit(options["board"])

    def _import(self, options: dict[str, Any]) -> ImportReport:
        path: Path = options["file"]
        columns = parse_columns(options["columns"])
        is_a_table = columns != Columns()
        key = options["format"] or ("table" if is_a_table else detect(path))
        origin = Origin(
            board=options["board"],
            name=options["name"] or capfirst(options["board"].replace("-", " ")),
            file_name=path.name,
            digest=_sha256(path),
            format_key=key,
            day=options["day"] or timezone.now().date(),
            facts={name: options[name] for name in ("source", "source_url", "licence")},
        )
        with _report_to(options["report"]) as note:
            return import_votes(
                origin=origin,
                items=read(path, key, columns),
                now=timezone.now(),
                allowance=options["allow_broken"],
                on_broken=note,
                is_rehearsal=options["dry_run"],
            )

    def _tell(self, report: ImportReport, options: dict[str, Any]) -> None:
        if report.is_known:
            self.stdout.write("This file was imported before: nothing has changed.")
            return
        found = report.found
        for broken in report.first_broken:
            self.stdout.write(f"  line {broken.number} left out: {broken.reason}")
        if found.num_broken > len(report.first_broken):
            rest = found.num_broken - len(report.first_broken)
            self.stdout.write(f"  … and {rest} more; --report FILE lists all of them")
        aside = ", ".join(f"{num} {reason}" for reason, num in found.num_excluded.most_common())
        lines = [
            f"{found.num_votes} votes into “{options['board']}”",
            f"{report.num_new_contestants} new contestants",
            f"{found.num_known} votes were there already" if found.num_known else "",
            f"{found.num_broken} broken lines left out" if found.num_broken else "",
            f"set aside: {aside}" if aside else "",
        ]
        self.stdout.write("; ".join(filter(None, lines)) + ".")
        if options["refit"] and not options["dry_run"]:
            self.stdout.write("The leaderboard is made at once.")
        if options["dry_run"]:
            self.stdout.write("This was a dry run: nothing was kept.")

    def _refit(self, board: str) -> None:
        try:
            make_leaderboard(board)
        except CannotFit as error:
            raise CommandError(f"The votes are in, but cannot be fitted: {error}.") from None


def _allowance(words: str) -> Allowance:
    try:
        if words.endswith("%"):
            return Allowance(share=float(words[:-1]) / 100)
        return Allowance(number=int(words))
    except ValueError:
        raise argparse.ArgumentTypeError("a number such as 20, or a share such as 1%") from None


def _day(words: str) -> date:
    try:
        return date.fromisoformat(words)
    except ValueError:
        raise argparse.ArgumentTypeError("a day such as 2024-08-14") from None


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _report_to(path: Path | None) -> Iterator[Callable[[Broken], None]]:
    """Writes broken lines into the file, also those of an import that is refused."""
    if path is None:
        yield lambda broken: None
        return
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["line", "reason"])
        yield lambda broken: rows.writerow([broken.number, harmless(broken.reason)])
