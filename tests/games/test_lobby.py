"""The lobby: every game and mode begins for whoever asks, item and opponent by chance."""

from random import Random

import pytest
from django.utils import timezone

from games import lobby, services
from games.errors import NobodyFree, NotAllowed, NotFound
from games.lobby import Against, Wish
from games.models import Match
from games.rules import GAMES
from tests.games.table import ALICE

MODES = [(game.key, mode.key) for game in GAMES.values() for mode in game.modes]


def begin(wish: Wish, seed: int = 1) -> Match:
    now = timezone.now()
    return services.open_match(lobby.opening_for(wish, ALICE, Random(seed), now), now).match


@pytest.mark.parametrize(("game", "mode"), MODES)
def test_every_mode_can_be_played_against_a_model(model, game, mode):
    match = begin(Wish(game, mode))
    kinds = {player.kind for player in match.players.all()}
    assert (match.status, kinds) == ("playing", {"human", "model"})
    deals = next(one.deals for one in GAMES[game].modes if one.key == mode)
    assert bool(match.item_key) == bool(deals)


def test_nobody_is_dealt_the_same_word_twice_in_a_row(model, settings):
    settings.RUNNING_MATCHES = 100
    words = [begin(Wish("akinator", "classic"), seed=7).item_key for _ in range(20)]
    assert len(set(words)) == 20


def test_a_program_of_ours_plays_where_there_is_one(model):
    assert begin(Wish("connect-four", "standard", Against.SEARCH)).is_rated is False
    with pytest.raises(NotAllowed, match="No program of ours"):
        lobby.opening_for(
            Wish("akinator", "classic", Against.SEARCH), ALICE, Random(1), timezone.now()
        )


@pytest.mark.parametrize(("game", "mode"), [("chess", "classic"), ("akinator", "blitz")])
def test_what_there_is_not_cannot_be_played(db, game, mode):
    with pytest.raises(NotFound, match="There is no such"):
        lobby.opening_for(Wish(game, mode), ALICE, Random(1), timezone.now())


def test_without_a_model_nobody_is_free(db):
    with pytest.raises(NobodyFree, match="No model can play"):
        lobby.opening_for(Wish("akinator", "classic"), ALICE, Random(1), timezone.now())
