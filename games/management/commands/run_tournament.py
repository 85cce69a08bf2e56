"""manage.py run_tournament: models against models, played by the workers in idle time."""

import argparse
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from games.errors import Refusal
from games.models import Tournament
from games.tournaments import services
from games.tournaments.selectors import Report, is_idle, report_of, tournament_of, tournaments
from games.tournaments.stepping import MOST_TRIES, PAUSE, play_turn
from inference.backends.base import BackendError
from lib.jobs.backoff import retry_delay_seconds
from ranking.models import Contestant

EXAMPLE = "manage.py run_tournament create connect-four standard smollm2-135m smollm2-135m-int4"


class Command(BaseCommand):
    help = f"Create, show, pause or resume tournaments. For example: {EXAMPLE}"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        create = verbs.add_parser("create", help="deal all legs and let it run")
        create.add_argument("game")
        create.add_argument("mode")
        create.add_argument("contestants", nargs="+", help="their slugs; two at least")
        create.add_argument("--legs", type=int, default=4, help="deals that all meet over (4)")
        create.add_argument("--seed", type=int, default=1, help="of deals and schedule (1)")
        create.add_argument("--tokens", type=int, default=1_000_000, help="the most (1,000,000)")
        resume = verbs.add_parser("resume", help="go on where it stopped")
        resume.add_argument("number", type=int)
        resume.add_argument("--tokens", type=int, help="the most, from now on")
        for verb in (create, resume):
            verb.add_argument("--here", action="store_true", help="play in this process to the end")
        verbs.add_parser("pause", help="after the next turn").add_argument("number", type=int)
        show = verbs.add_parser("show", help="how one stands, or all of them")
        show.add_argument("number", type=int, nargs="?")

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        acts = {
            "create": self._create,
            "resume": self._resume,
            "pause": self._pause,
            "show": self._show,
        }
        try:
            acts[verb](options)
        except Refusal as refusal:
            raise CommandError(str(refusal.message)) from None

    def _create(self, options: dict[str, Any]) -> None:
        tournament = services.create_tournament(
            game=options["game"],
            mode=options["mode"],
            contestants=_contestants(options["contestants"]),
            num_legs=options["legs"],
            seed=options["seed"],
            most_tokens=options["tokens"],
            now=timezone.now(),
        )
        self._go_on(tournament, options)

    def _resume(self, options: dict[str, Any]) -> None:
        tournament = tournament_of(options["number"])
        if not services.resume(tournament, timezone.now(), most_tokens=options["tokens"]):
            raise CommandError("It is finished.")
        self._go_on(tournament, options)

    def _pause(self, options: dict[str, Any]) -> None:
        if not services.pause(tournament_of(options["number"])):
            raise CommandError("It is not running.")

    def _show(self, options: dict[str, Any]) -> None:
        if options["number"]:
            self._tell(report_of(tournament_of(options["number"])))
            return
        for tournament in tournaments():
            self.stdout.write(f"{tournament}: {tournament.status}")

    def _go_on(self, tournament: Tournament, options: dict[str, Any]) -> None:
        while options["here"] and _is_running(tournament):
            if is_idle(timezone.now()):
                _play(tournament)
            else:
                time.sleep(PAUSE.total_seconds())
        self._tell(report_of(tournament_of(tournament.pk)))

    def _tell(self, report: Report) -> None:
        tournament = report.tournament
        self.stdout.write(
            f"{tournament}: {tournament.status}, {report.num_over} of {tournament.num_fixtures} "
            f"matches, {report.num_void} of them void, {tournament.num_tokens:,} tokens"
        )
        for row in report.standings:
            name = report.contestants[row.entry].slug
            margin = (row.rating_high - row.rating_low) / 2
            self.stdout.write(
                f"{row.rank_low}-{row.rank_high}  {name}  {row.rating:.0f} ± {margin:.0f}, "
                f"{row.points:g} points of {row.num_duels}"
            )


def _contestants(slugs: list[str]) -> list[Contestant]:
    found = Contestant.objects.filter(slug__in=slugs)
    missing = sorted(set(slugs) - {one.slug for one in found})
    if missing:
        known = ", ".join(Contestant.objects.filter(active=True).values_list("slug", flat=True))
        raise CommandError(f"There is no contestant {missing[0]!r}. There are: {known}.")
    return list(found)


def _is_running(tournament: Tournament) -> bool:
    tournament.refresh_from_db(fields=["status"])
    return tournament.status == Tournament.Status.RUNNING


def _play(tournament: Tournament) -> None:
    """One turn, tried as often as a worker would."""
    for attempt in range(1, MOST_TRIES + 1):
        try:
            play_turn(tournament, gives_up=attempt == MOST_TRIES)
            return
        except BackendError:
            time.sleep(retry_delay_seconds(attempt))
