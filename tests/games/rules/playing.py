"""Moves played one after the other, and what each game is dealt in tests."""

from games.rules.base import Deal, Fact, Game, Mode, Position, replay

WORD, ALIAS, FORBIDDEN, DOSSIER = "zyxquark", "vexnoun", "jigzword", "vizdossier"
SECRETS = (WORD, ALIAS, FORBIDDEN, DOSSIER)
CARD = {"word": WORD, "aliases": [ALIAS], "forbidden": [FORBIDDEN], "category": "food"}
ITEMS = {
    "": [{}],
    "object": [{"word": WORD, "aliases": [ALIAS]}],
    "card": [CARD],
    "fact": [
        {"claim": "Bees sleep.", "truth": truth, "topic": "animals", "dossier": DOSSIER}
        for truth in (True, False)
    ],
}


def play(game: Game, deal: Deal, *moves: tuple[str, dict]) -> tuple[Position, list[Fact]]:
    """The position and all facts; the facts alone lead to the same position."""
    position, facts = game.start(deal), []
    for seat, move in moves:
        new = game.apply(position, seat, move)
        facts += new
        for fact in new:
            position = game.evolve(position, fact)
    assert replay(game, deal, facts) == position
    return position, facts


def deal_of(mode: Mode, *, num_turns: int | None = None, seed: int = 0, which: int = 0) -> Deal:
    return Deal(mode.key, num_turns or mode.num_turns, seed, ITEMS[mode.deals][which])
