"""Tournaments begin, go on, rest and end; their matches are opened one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from games.errors import NotAllowed
from games.models import Entry, Match, Tournament
from games.rules import GAMES
from games.rules.base import Deal, Mode, mode_of
from games.services import Chair, Opening, open_match
from games.tournaments.formats import FORMATS
from games.tournaments.schedule import Fixture, ImpossibleSchedule, schedule
from games.tournaments.selectors import STEP, contestants_of
from games.words import bank
from lib.jobs import services as jobs
from lib.jobs.models import Job
from ranking.models import Contestant

UNRATED = "tournament"
MOST_ATTEMPTS = 12  # at one turn; patience ends it before (stepping.py)


@dataclass(frozen=True)
class Plan:
    """What a tournament would be."""

    num_fixtures: int
    deals: list[dict[str, Any]]


def plan_of(*, game: str, mode: str, num_entries: int, num_legs: int, seed: int) -> Plan:
    """Raises NotAllowed with what would do."""
    if (game, mode) not in FORMATS:
        known = ", ".join(" ".join(pair) for pair in FORMATS)
        raise NotAllowed(_("There are tournaments of: %(known)s.") % {"known": known})
    rules = GAMES[game]
    try:
        fixtures = schedule(
            num_entries=num_entries,
            num_legs=num_legs,
            seats=rules.seats,
            alone=FORMATS[game, mode],
            seed=seed,
        )
        return Plan(len(fixtures), _deals(mode_of(rules, mode), num_legs, seed))
    except (ImpossibleSchedule, bank.NothingToDraw) as refusal:
        raise NotAllowed(str(refusal)) from None


@transaction.atomic
def create_tournament(
    *,
    game: str,
    mode: str,
    contestants: Sequence[Contestant],
    num_legs: int,
    seed: int,
    most_tokens: int,
    now: datetime,
) -> Tournament:
    """Deal all legs, and let it run. Raises NotAllowed with what would do."""
    plan = plan_of(game=game, mode=mode, num_entries=len(contestants), num_legs=num_legs, seed=seed)
    tournament = Tournament.objects.create(
        game=game,
        mode=mode,
        seed=seed,
        deals=plan.deals,
        most_tokens=most_tokens,
        num_fixtures=plan.num_fixtures,
        created_at=now,
    )
    by_slug = sorted(contestants, key=lambda one: one.slug)
    Entry.objects.bulk_create(
        Entry(tournament=tournament, contestant=contestant, place=place)
        for place, contestant in enumerate(by_slug)
    )
    ask_for_step(now)
    return tournament


def match_at(tournament: Tournament, fixture: Fixture, now: datetime) -> Match:
    """The match of a fixture, opened if need be; never a second one."""
    matches = tournament.matches.filter(place=fixture.place)
    found = matches.first()
    if found is not None:
        return found
    try:
        return open_match(_opening(tournament, fixture), now).match
    except IntegrityError:  # another worker was quicker
        return matches.get()


def spend(tournament: Tournament, num_tokens: int) -> None:
    """Count the tokens; the tournament stops when there are no more."""
    rows = Tournament.objects.filter(pk=tournament.pk)
    rows.update(num_tokens=F("num_tokens") + num_tokens)
    spent = rows.filter(status=Tournament.Status.RUNNING, num_tokens__gte=F("most_tokens"))
    spent.update(status=Tournament.Status.SPENT)


def finish(tournament: Tournament, now: datetime) -> bool:
    running = Tournament.objects.filter(pk=tournament.pk, status=Tournament.Status.RUNNING)
    return running.update(status=Tournament.Status.FINISHED, ended_at=now) == 1


def pause(tournament: Tournament) -> bool:
    """After the turn that is being played; False if it was not running."""
    running = Tournament.objects.filter(pk=tournament.pk, status=Tournament.Status.RUNNING)
    return running.update(status=Tournament.Status.PAUSED) == 1


@transaction.atomic
def resume(tournament: Tournament, now: datetime, *, most_tokens: int | None = None) -> bool:
    """Go on where it stopped, with this limit if one is given; False if it is finished.

    Raises NotAllowed where its tokens are used up and no higher limit is given.
    """
    row = Tournament.objects.select_for_update().get(pk=tournament.pk)
    if row.status == Tournament.Status.FINISHED:
        return False
    row.most_tokens = most_tokens or row.most_tokens
    if row.num_tokens >= row.most_tokens:
        raise NotAllowed(
            _("%(used)d tokens are used. Give a limit above that.") % {"used": row.num_tokens}
        )
    row.status = Tournament.Status.RUNNING
    row.save(update_fields=["status", "most_tokens"])
    ask_for_step(now)
    return True


def ask_for_step(run_after: datetime) -> Job:
    """The job of the next turn; one at a time for all tournaments, so one worker at most."""
    return jobs.enqueue(
        kind=STEP, payload={}, key=STEP, run_after=run_after, max_attempts=MOST_ATTEMPTS
    )


def mend_step(now: datetime) -> None:
    """Write the job of the next turn anew, where none waits or is at work."""
    unfinished = (Job.Status.PENDING, Job.Status.RUNNING)
    if not Job.objects.filter(kind=STEP, status__in=unfinished).exists():
        ask_for_step(now)


def _deals(mode: Mode, num_legs: int, seed: int) -> list[dict[str, Any]]:
    """One a leg, no item twice. Raises NothingToDraw."""
    found: list[dict[str, Any]] = []
    for number in range(num_legs):
        rng = Random(f"{seed}:deal:{number}")
        met = {one["item_key"] for one in found}
        item = bank.draw(mode.deals, rng, without=met) if mode.deals else None
        deal = Deal(mode.key, mode.num_turns, rng.randrange(2**31), item.to_deal() if item else {})
        found.append(
            {
                "deal": deal.to_json(),
                "item_key": item.id if item else "",
                "wording": rng.randrange(100),
            }
        )
    return found


def _opening(tournament: Tournament, fixture: Fixture) -> Opening:
    contestants, dealt = contestants_of(tournament), tournament.deals[fixture.leg]
    return Opening(
        game=tournament.game,
        deal=Deal(**dealt["deal"]),
        chairs={
            seat: Chair() if entry is None else Chair(contestant=contestants[entry])
            for seat, entry in fixture.chairs
        },
        item_key=dealt["item_key"],
        unrated_because=UNRATED,
        wording=dealt["wording"],
        tournament=tournament,
        place=fixture.place,
    )
