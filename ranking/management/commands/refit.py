"""manage.py refit: make leaderboards anew, now and in this process."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ranking import selectors
from ranking.categories import CATEGORIES
from ranking.jobs import make_leaderboard
from ranking.lens import PLAIN, WINDOWS, Lens
from ranking.methods import METHODS
from ranking.stats.bradley_terry import CannotFit


class Command(BaseCommand):
    help = "Refit a board through one lens, or through every lens that has enough comparisons."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--board", help="its slug; all boards if it is left out")
        parser.add_argument("--category", choices=CATEGORIES, default=PLAIN.category)
        parser.add_argument("--window", choices=WINDOWS, default=PLAIN.window)
        parser.add_argument("--method", choices=METHODS, default=PLAIN.method_key)
        parser.add_argument("--all-lenses", action="store_true", help="instead of one lens")
        parser.add_argument(
            "--least", type=int, default=1, help="comparisons that a lens must see (1)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        known = selectors.board_slugs()
        if options["board"] and options["board"] not in known:
            raise CommandError(
                f"There is no board called {options['board']!r}. Known: {', '.join(known)}."
            )
        for board in [options["board"]] if options["board"] else known:
            for lens in self._lenses(board, options):
                self._refit(board, lens, is_one_of_many=options["all_lenses"])

    def _lenses(self, board: str, options: dict[str, Any]) -> list[Lens]:
        if not options["all_lenses"]:
            return [Lens(options["category"], options["window"], options["method"])]
        totals = selectors.lens_totals(board, timezone.now().date())
        return [
            lens
            for lens in selectors.worthwhile_lenses(board)
            if lens == PLAIN or totals.get((lens.category, lens.window), 0) >= options["least"]
        ]

    def _refit(self, board: str, lens: Lens, *, is_one_of_many: bool) -> None:
        name = f"{board}: {lens.category}, {lens.window}, {lens.method_key}"
        try:
            leaderboard = make_leaderboard(board, lens)
        except CannotFit as error:
            refusal = f"{name} cannot be fitted: {error}."
            if not is_one_of_many:
                raise CommandError(refusal) from None
            self.stdout.write(refusal)
            return
        self.stdout.write(f"{name}: {leaderboard.num_comparisons} comparisons")
