"""The rows of the page: shares as they are drawn, with what GameArena published beside them."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from config.engagement import published
from config.engagement.gathering import Engagement, Place
from games.analysis.engagement import SurveyComparison
from games.analysis.shares import Share
from ranking.charts.axis import Axis, Whisker

PERCENT = Axis(0.0, 100.0)
QUESTIONS: dict[str, "str | Promise"] = {
    "like": _("I liked it"),
    "satisfied": _("I am satisfied with how it went"),
    "often": _("I would do it often"),
}
STAGES: dict[str, "str | Promise"] = {
    "num_started": _("Started"),
    "num_moved": _("First move"),
    "num_midway": _("Half way"),
    "num_finished": _("Finished"),
    "num_counted": _("Counts"),
    "num_followed": _("Went on"),
}


@dataclass(frozen=True)
class LikedRow:
    """One place under one question. published: GameArena's, in percent, and published_x where it
    is drawn; whisker: None where nobody answered."""

    place: Place
    share: Share
    whisker: Whisker | None
    published: int | None
    published_x: str

    @property
    def is_shown(self) -> bool:
        return self.whisker is not None or self.published is not None


@dataclass(frozen=True)
class LikedTable:
    question: str
    title: "str | Promise"
    rows: list[LikedRow]
    comparison: SurveyComparison


@dataclass(frozen=True)
class Stage:
    """percent: of all that were started; None where nothing was."""

    title: "str | Promise"
    num: int
    percent: float | None


@dataclass(frozen=True)
class FunnelRow:
    """finished, useful: GameArena's, in percent, None where it published none."""

    place: Place
    stages: list[Stage]
    finished: float | None
    finished_of_moved: float | None
    useful: int | None


def liked_tables(found: Engagement) -> list[LikedTable]:
    return [
        LikedTable(
            question,
            title,
            [row for row in (_liked(place, question) for place in found.places) if row.is_shown],
            next(one for one in found.comparisons if one.question == question),
        )
        for question, title in QUESTIONS.items()
    ]


def funnel_rows(found: Engagement) -> list[FunnelRow]:
    return [
        FunnelRow(
            place,
            _stages(place),
            _percent(*published.FINISHED.get(place.key, (0, 0))),
            _percent(*published.FINISHED_OF_MOVED.get(place.key, (0, 0))),
            published.USEFUL_PERCENT.get(place.key),
        )
        for place in found.places
    ]


def _liked(place: Place, question: str) -> LikedRow:
    share = place.survey[question]
    theirs = published.SURVEY_PERCENT.get(place.key, {}).get(question)
    whisker = None
    if share.value is not None:
        whisker = PERCENT.whisker(100 * share.value, 100 * share.low, 100 * share.high)
    return LikedRow(place, share, whisker, theirs, "" if theirs is None else PERCENT.x(theirs))


def _stages(place: Place) -> list[Stage]:
    counts = {name: getattr(place.funnel, name) for name in STAGES}
    started = counts["num_started"]
    return [Stage(STAGES[name], num, _percent(num, started)) for name, num in counts.items()]


def _percent(num: int, of: int) -> float | None:
    return 100 * num / of if of else None
