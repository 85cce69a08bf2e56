"""A match for tests: a scripted model that guesses, a visitor who holds the word."""

from django.utils import timezone

from games import services
from games.jobs import model_turn
from games.models import Match, MatchEvent
from games.rules.base import Deal
from games.services import Chair, Opening
from lib.jobs.models import Job
from lib.visitors import Visitor
from ranking.models import Contestant

ALICE = Visitor("alice-key", None, "", "")
SECRET = "guitar"


def begin(model: Contestant, visitor: Visitor = ALICE, **facts) -> Match:
    opening = Opening(
        game="akinator",
        deal=Deal("classic", 20, 7, {"word": SECRET, "aliases": ["six-string"]}),
        chairs={"guesser": Chair(contestant=model), "holder": Chair(visitor=visitor)},
        is_rated=True,
        **facts,
    )
    return services.open_match(opening, timezone.now()).match


def let_model_move(match: Match, attempt: int = 1) -> None:
    job = Job.objects.get(kind=services.MODEL_TURN, payload__match=str(match.pk), status="pending")
    model_turn(job.payload, attempt)
    job.status = Job.Status.DONE
    job.save()
    match.refresh_from_db()


def answer(match: Match, move_id: str = "m1", base: int | None = None):
    return services.play_move(
        match_id=match.pk,
        seat="holder",
        base_seq=match.seq if base is None else base,
        move_id=move_id,
        move={"answer": "no"},
        now=timezone.now(),
    )


def play(match: Match, seat: str, **move) -> MatchEvent:
    """The last event of the move."""
    match.refresh_from_db()
    services.play_move(
        match_id=match.pk,
        seat=seat,
        base_seq=match.seq,
        move_id=f"m{match.seq}",
        move=move,
        now=timezone.now(),
    )
    match.refresh_from_db()
    return match.events.last()
