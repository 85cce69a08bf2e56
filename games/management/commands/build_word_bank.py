"""manage.py build_word_bank: make games/words/bank anew from WordNet and two wheels."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from games.words.making.build import build
from games.words.making.sources import FETCH, SourceMissing

WORDNET = Path("/usr/share/wordnet")


class Command(BaseCommand):
    help = (
        "Build the word bank: the same files, byte for byte, as long as its sources are the same."
        f" WordNet is Debian's package wordnet-base; the wheels come by: {FETCH}"
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--wheels", type=Path, required=True, help="the folder they are in")
        parser.add_argument("--wordnet", type=Path, default=WORDNET, help=f"({WORDNET})")

    def handle(self, *args: Any, **options: Any) -> None:
        if not (options["wordnet"] / "data.noun").exists():
            raise CommandError(
                f"WordNet is not in {options['wordnet']}. Install it: apt install wordnet-base"
            )
        try:
            counts = build(options["wordnet"], options["wheels"])
        except SourceMissing as error:
            raise CommandError(str(error)) from None
        for name, count in counts.items():
            self.stdout.write(f"{name}: {count}")
