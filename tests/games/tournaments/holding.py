"""A tournament held in one go."""

from django.utils import timezone

from games.models import Tournament
from games.tournaments import services
from games.tournaments.stepping import play_turn


def create(contestants, game="connect-four", mode="standard", **facts) -> Tournament:
    wanted = {"num_legs": 1, "seed": 1, "most_tokens": 10**6} | facts
    return services.create_tournament(
        game=game, mode=mode, contestants=contestants, now=timezone.now(), **wanted
    )


def play(tournament: Tournament) -> None:
    """Until it stops."""
    for _ in range(500):
        tournament.refresh_from_db()
        if tournament.status != Tournament.Status.RUNNING:
            return
        play_turn(tournament)
    raise AssertionError("it did not stop")
