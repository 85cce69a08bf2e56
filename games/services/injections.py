"""Tries to talk a model out of its rules: noted with a person's move, kept at the end."""

from collections.abc import Iterable

from games.models import Match, NotedInjection, Player
from games.rules import GAMES
from games.rules.base import Fact, Seat, mode_of
from games.rules.injections import NOTED, injections_in, notes_on
from games.selectors import standing_events


def notes_of_move(match: Match, seat: Seat, facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """Only of what a person wrote to a model."""
    is_legal = mode_of(GAMES[match.game], match.mode).allows_injection
    notes = notes_on(facts, seat, is_legal=is_legal)
    if not notes:
        return ()
    kinds = {player.seat: player.kind for player in match.players.all()}
    is_human = kinds.pop(seat) == Player.Kind.HUMAN
    return notes if is_human and set(kinds.values()) == {Player.Kind.MODEL} else ()


def keep_injections(match: Match) -> None:
    """In the transaction that ends the match."""
    if not match.events.filter(kind=NOTED).exists():
        return
    model = match.players.get(kind=Player.Kind.MODEL)
    events = standing_events(match)
    facts = [Fact(event.kind, event.payload, event.seat) for event in events]
    NotedInjection.objects.bulk_create(
        NotedInjection(
            match=match,
            seq=events[one.place].seq,
            contestant=model.contestant,
            rule=one.rule,
            version=one.version,
            is_legal=one.is_legal,
            gave_in=one.gave_in,
        )
        for one in injections_in(facts)
    )
