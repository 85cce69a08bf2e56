"""What readers are told for the keys of the pure rooms: names that translators find here.

The registries hold keys alone, because they know no Django; a test sees to it that none of their
keys is without a name.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ranking.lens import ALL_TIME, BRADLEY_TERRY, EVERYTHING, STYLE_CONTROL
from ranking.models import Board
from ranking.selectors import OVERALL

Names = dict[str, Promise]

CATEGORY_NAMES: Names = {
    EVERYTHING: _("All questions"),
    "hard-prompts": _("Hard prompts"),
    "instruction-following": _("Instructions"),
    "coding": _("Coding"),
    "mathematics": _("Mathematics"),
    "creative-writing": _("Creative writing"),
    "multi-turn": _("Several turns"),
    "long-query": _("Long questions"),
    "short-query": _("Short questions"),
    "english": _("English"),
    "chinese": _("Chinese"),
    "german": _("German"),
    "french": _("French"),
    "spanish": _("Spanish"),
    "russian": _("Russian"),
    "japanese": _("Japanese"),
    "korean": _("Korean"),
    "italian": _("Italian"),
    "portuguese": _("Portuguese"),
    "no-refusal": _("No refusals"),
    "no-ties": _("Without ties"),
    "not-both-bad": _("Not both bad"),
}
WINDOW_NAMES: Names = {
    ALL_TIME: _("All time"),
    "90-days": _("90 days"),
    "30-days": _("30 days"),
    "7-days": _("7 days"),
}
METHOD_NAMES: Names = {
    BRADLEY_TERRY: _("Bradley-Terry"),
    STYLE_CONTROL: _("Style control"),
    "clustered": _("By voter"),
    "davidson": _("Davidson"),
    "rao-kupper": _("Rao-Kupper"),
}
PAGE_NAMES: Names = {  # the pages of a board, in the order of their tabs
    "board": _("Ranking"),
    "overview": _("By category"),
    "pairs": _("Pairs"),
    "history": _("History"),
    "map": _("Map"),
    "price": _("Price"),
    "predict": _("Predict"),
}
DEFENCE_NAMES: Names = {  # as ranking/attack/cost.py writes them into a bill
    "none": _("None"),
    "login": _("An account"),
    "captcha": _("A captcha"),
    "rate limit and login": _("An account and its daily limit"),
    "limit on prompts": _("A limit on prompts"),
    "price of a vote": _("A price on each battle"),
    "price of a skip": _("A price on each battle left without a vote"),
    "all": _("All of them"),
}


def name_of(key: str, names: Names) -> str:
    """The name in the reader's language; the key itself where a stored one is known no more."""
    return str(names.get(key, key))


def board_name(board: Board) -> str:
    """An imported board is called as its importer called it; our own has a translated name."""
    return str(_("Overall")) if board.slug == OVERALL else board.name
