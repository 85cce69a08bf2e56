"""What a model is held to."""

import pytest

from games.asking.prompting import Rung, asking
from games.rules import GAMES
from games.rules.base import seat_to_move
from tests.games.rules.playing import deal_of

MODES = [(game, mode) for game in GAMES.values() for mode in game.modes]


@pytest.mark.parametrize(("game", "mode"), MODES, ids=[f"{g.key}-{m.key}" for g, m in MODES])
@pytest.mark.parametrize("with_probe", [True, False])
def test_a_pattern_ends_a_text_by_itself(game, mode, with_probe):
    """A length beside it made grammars that the engine gave up on, seven of ten long answers."""
    position = game.start(deal_of(mode))
    seat = seat_to_move(game, position)
    form, brief = game.legal(position, seat), game.brief(position, seat)
    asked = asking(brief, form, wording=0, rung=Rung.WHOLE, with_probe=with_probe)
    options = asked.schema.get("anyOf", [asked.schema])
    parts = [part for option in options for part in option["properties"].values()]
    assert parts
    assert not [part for part in parts if "pattern" in part and "maxLength" in part]
