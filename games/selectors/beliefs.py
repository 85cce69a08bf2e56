"""What models believed in a match: said live beside their moves, and asked again afterwards."""

from dataclasses import dataclass

from django.db.models import QuerySet

from games.models import Match, Player, Probe
from games.rules.base import Payload, Seat
from games.rules.turns import turns_of
from games.selectors.matches import Record


@dataclass(frozen=True)
class Belief:
    """Of one turn, counted from 1, before which num_facts stood; None where the model was not
    asked, or said nothing."""

    turn: int
    num_facts: int
    live: Payload | None
    replay: Payload | None


def beliefs_of(match: Match, record: Record, seat: Seat, version: int) -> list[Belief]:
    """In the order of the turns."""
    replays = replays_of(match, seat, version)
    return [
        Belief(turn.number, turn.num_facts, turn.belief, replays.get(turn.number))
        for turn in turns_of(record.game, record.deal, record.facts, seat)
    ]


def replays_of(match: Match, seat: Seat, version: int) -> dict[int, Payload | None]:
    """What was said afterwards, by turn; None where it had no sense."""
    return dict(_probes(match, seat, version).values_list("turn", "belief"))


def seats_of_models(match: Match) -> list[Seat]:
    """At whose turns a model believed something: its own; all, where it only listened."""
    players = match.players.all()
    own = [player.seat for player in players if player.kind == Player.Kind.MODEL]
    return own or ([player.seat for player in players] if match.listener_id else [])


def guesses_beside(match: Match, seat: Seat) -> list[str]:
    """What the model that listens thought of last, at the turns of another seat than this."""
    last = Probe.objects.filter(match=match).exclude(seat=seat).order_by("-turn").first()
    candidates = (last.belief or {}).get("candidates", ()) if last else ()
    return list(dict.fromkeys(candidates))  # small models say a word again and again


def probed_turns(match: Match, seat: Seat, version: int) -> set[int]:
    return set(_probes(match, seat, version).values_list("turn", flat=True))


def _probes(match: Match, seat: Seat, version: int) -> QuerySet[Probe]:
    return Probe.objects.filter(match=match, seat=seat, version=version)
