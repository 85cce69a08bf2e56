"""The boards of the games as pages show them: models, items, and what was set aside.

Of people nothing is told: how able they are is in the fit, so that nobody is measured by who they
met, and stays there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from games.analysis.shares import Share, share_of
from games.pages.names import NAMES, SET_ASIDE, GameName, Words
from games.rules import GAMES
from games.rules.base import Mode
from games.selectors import items_of_days
from games.services.results import OF_DAY, board_named
from games.words import bank
from ranking.charts.axis import Axis, Whisker
from ranking.models import Contestant, MatchBoard
from ranking.selectors import match_results_set_aside, newest_match_board

CHANCES = Axis(0.0, 100.0)  # percent
MOST_LEADING = 3
MOST_ITEMS = 10  # hardest, and easiest
OTHER_REASON = _("a moderator set them aside")


@dataclass(frozen=True)
class Standing:
    """A model or an item. chance, low, high: in percent, as fitted; share: as it was."""

    label: str
    slug: str
    rank: int | None
    chance: float
    low: float
    high: float
    share: Share
    whisker: Whisker

    @property
    def num_matches(self) -> int:
        return self.share.num_trials


@dataclass(frozen=True)
class BoardPage:
    """ranked: models with enough matches, the strongest first; waiting: the others.

    fitted: None before the first fit. hardest, easiest: reviewed items, disjoint.
    set_aside: why matches do not count, and how many.
    """

    game: str
    mode: Mode
    name: GameName
    fitted: MatchBoard | None
    ranked: list[Standing]
    waiting: list[Standing]
    hardest: list[Standing]
    easiest: list[Standing]
    set_aside: list[tuple[Words, int]]

    @property
    def title(self) -> Words:
        return self.name.modes[self.mode.key][0]

    @property
    def leading(self) -> list[Standing]:
        return self.ranked[:MOST_LEADING]


def all_boards(today: date) -> list[BoardPage]:
    """Of every game and mode that can be rated, in the order of the lobby."""
    return [
        board_page(key, mode, today) for key in NAMES for mode in GAMES[key].modes if mode.is_rated
    ]


def board_page(game: str, mode: Mode, today: date) -> BoardPage:
    board = board_named(game, mode.key)
    fitted = newest_match_board(board)
    models = _models(fitted.rows if fitted else [])
    items = _items(fitted.items if fitted else [], mode.deals, today)
    half = min(MOST_ITEMS, len(items) // 2)
    return BoardPage(
        game=game,
        mode=mode,
        name=NAMES[game],
        fitted=fitted,
        ranked=[one for one in models if one.rank],
        waiting=[one for one in models if not one.rank],
        hardest=items[:half],
        easiest=items[len(items) - half :][::-1],
        set_aside=[
            (SET_ASIDE.get(reason, OTHER_REASON), num)
            for reason, num in match_results_set_aside(board).items()
        ],
    )


def _models(rows: Sequence[Mapping[str, Any]]) -> list[Standing]:
    slugs = [row["slug"] for row in rows]
    names = dict(Contestant.objects.filter(slug__in=slugs).values_list("slug", "name"))
    return [_standing(row, names.get(row["slug"], row["slug"]), row["slug"]) for row in rows]


def _items(rows: Sequence[Mapping[str, Any]], kind: str, today: date) -> list[Standing]:
    """The hardest first; those that are no longer in the bank, or not reviewed, are left out, and
    so is a word of the day until the day is over."""
    known = {item.id: item for item in bank.items(kind) if item.is_reviewed} if kind else {}
    keys = _keys_of_days([row["item"] for row in rows], today)
    found = [(row, known.get(keys.get(row["item"], row["item"]))) for row in rows]
    return [_standing(row, _label(item), row["item"]) for row, item in found if item]


def _keys_of_days(items: Sequence[str], today: date) -> dict[str, str]:
    """What was the word of a day that is over, by the name of the day."""
    names = {
        date.fromisoformat(one.removeprefix(OF_DAY)): one for one in items if one.startswith(OF_DAY)
    }
    dealt = items_of_days([day for day in names if day < today])
    return {names[day]: key for day, key in dealt.items()}


def _label(item: bank.Item) -> str:
    return str(item.about.get("word") or item.about["true"])


def _standing(row: Mapping[str, Any], label: str, slug: str) -> Standing:
    chance, low, high = (100.0 * row[name] for name in ("chance", "low", "high"))
    share = share_of(row["num_successes"], row["num_matches"])
    rank, whisker = row.get("rank"), CHANCES.whisker(chance, low, high)
    return Standing(label, slug, rank, chance, low, high, share, whisker)
