"""Games, modes and seats in the reader's language. The pure rooms know them by key only."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class GameName:
    """title, one sentence, and each mode: its title and one sentence."""

    title: "str | Promise"
    sentence: "str | Promise"
    modes: dict[str, tuple["str | Promise", "str | Promise"]]


NAMES: dict[str, GameName] = {
    "akinator": GameName(
        _("Akinator"),
        _("Keep a word in mind. The model asks, you answer; twenty turns to find it together."),
        {
            "classic": (_("A word is dealt to you"), _("Counts for the model's board.")),
            "own-word": (_("A word of your own"), _("For fun: it does not count.")),
        },
    ),
}

ENDINGS: dict[str, "str | Promise"] = {
    "guessed": _("The word was guessed."),
    "three-wrong-guesses": _("Three guesses were wrong."),
    "no-turns-left": _("No turns are left."),
    "resigned": _("A player resigned."),
    "abandoned": _("Nobody moved for a long time."),
    "model-failed": _("The model did not answer. This match counts for nobody."),
}
