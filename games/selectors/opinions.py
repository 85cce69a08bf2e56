"""How people fare with a model in one way to play, and whether they would play it again."""

from dataclasses import dataclass

from django.db.models import Count, Q

from games.models import Match, Player


@dataclass(frozen=True)
class Encounters:
    """Finished matches of people with one model. num_won: by the person, alone or together with
    the model; num_again: of num_opinions who said whether they would play it again."""

    num_matches: int
    num_won: int
    num_opinions: int
    num_again: int


def encounters_with(model: Player, match: Match) -> Encounters:
    """In the game and mode of the match."""
    others = Player.objects.filter(
        contestant=model.contestant_id,
        match__game=match.game,
        match__mode=match.mode,
        match__status=Match.Status.FINISHED,
    )
    people = Player.objects.filter(kind=Player.Kind.HUMAN, match__in=others.values("match"))
    found = people.aggregate(
        num_matches=Count("pk"),
        num_won=Count("pk", filter=Q(result=Player.Result.WON)),
        num_opinions=Count("would_play_again"),
        num_again=Count("pk", filter=Q(would_play_again=True)),
    )
    return Encounters(**found)
