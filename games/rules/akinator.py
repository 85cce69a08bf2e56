"""Akinator: the model asks, the human answers."""

from games.briefs import akinator as briefs
from games.rules.base import Mode
from games.rules.questions import GUESSER, HOLDER, Questions

AKINATOR = Questions(
    "akinator",
    modes=(
        Mode(
            "classic",
            num_turns=20,
            model_seat=GUESSER,
            deals="object",
            is_together=True,
            is_wordless=True,
        ),
        Mode("own-word", num_turns=20, model_seat=GUESSER, is_rated=False, is_together=True),
    ),
    briefs={GUESSER: briefs.GUESSER, HOLDER: briefs.HOLDER},
)
