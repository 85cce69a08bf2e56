"""What is done inside the site's own process: matches opened, turns asked once more."""

from __future__ import annotations

import json
from collections import Counter
from random import Random

from django.utils import timezone

from games import services
from games.asking.model_player import move_in
from games.asking.prompting import Rung, asking
from games.asking.request import ask
from games.broadcasting import announce
from games.models import Match, ModelTurn
from games.players.programs import program_for
from games.rules import GAMES
from games.rules.base import Deal, Game, Mode
from games.selectors import record_of
from games.services import Chair, Opening
from games.words import bank
from ranking.models import Contestant

SEED = 7


def open_matches(slug: str, num_each: int) -> None:
    """So many of each rated way to play each game; half of them with live probes, as always."""
    model, rng = Contestant.objects.get(slug=slug), Random(SEED)
    for game in GAMES.values():
        for mode in game.modes:
            for number in range(num_each if mode.is_rated else 0):
                opening = _opening(game, mode, model, number, rng)
                opened = services.open_match(opening, timezone.now())
                announce(opened.match.pk, opened.job)


def ask_freely(num_each: int) -> None:
    """Prints of each game and mode how many of so many turns hold a legal move without schema."""
    asked: Counter[str] = Counter()
    taken: Counter[str] = Counter()
    for turn in ModelTurn.objects.select_related("match").order_by("?"):
        name = f"{turn.match.game}:{turn.match.mode}"
        if asked[name] < num_each:
            asked[name] += 1
            taken[name] += _is_taken(turn, turn.match)
    print(json.dumps({name: [taken[name], num] for name, num in asked.items()}))


def _opening(game: Game, mode: Mode, model: Contestant, number: int, rng: Random) -> Opening:
    """The model at its seat; at the other a program, or the model again where there is none."""
    (other,) = (seat for seat in game.seats if seat != mode.model_seat)
    partner = Chair() if program_for(game.key, other) else Chair(contestant=model)
    item = bank.draw(mode.deals, rng) if mode.deals else None
    return Opening(
        game=game.key,
        deal=Deal(mode.key, mode.num_turns, rng.randrange(2**31), item.to_deal() if item else {}),
        chairs={mode.model_seat: Chair(contestant=model), other: partner},
        item_key=item.id if item else "",
        unrated_because="bench",
        wording=number,
        is_probed=number % 2 == 0,
    )


def _is_taken(turn: ModelTurn, match: Match) -> bool:
    match.seq = turn.base_seq  # as it stood before the turn
    record = record_of(match)
    form = record.game.legal(record.position, turn.seat)
    assert form is not None, "it was this seat's turn"
    brief = record.game.brief(record.position, turn.seat)
    asked = asking(brief, form, wording=match.wording, rung=Rung.WHOLE, with_probe=False)
    answer = ask(turn.slug, asked, seed=SEED, caller="bench", is_held=False)
    move, _fault = move_in(answer.text, record, turn.seat)
    return move is not None
