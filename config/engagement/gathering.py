"""Engagement of chat and of each game over some days, measured with one yardstick.

Neither app knows the other: the arena's battles become journeys like those of matches here. The
prompt is a battle's first move, both answers are its middle, the vote its end.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from arena import engagement as battles
from games.analysis.engagement import (
    Completion,
    Funnel,
    Journey,
    SurveyComparison,
    compare_surveys,
    completion,
    funnel,
    never_finishing,
    shares_positive,
    useful,
)
from games.analysis.shares import Share
from games.pages.names import NAMES
from games.selectors.engagement import Medians, journeys_by_game, medians_of
from lib.survey.models import CHAT, QUESTIONS
from lib.survey.selectors import Answers, answers_by_place

GAMES = "games"  # all of them together
NO_ANSWERS = Answers(0, dict.fromkeys(QUESTIONS, 0))


@dataclass(frozen=True)
class Place:
    """key: "chat", a game, or "games". useful: of what was begun, the share that counts for a
    ranking. survey: by question, the share that gave one of the two best marks."""

    key: str
    title: "str | Promise"
    funnel: Funnel
    completion: Completion
    useful: Share
    medians: Medians
    survey: dict[str, Share]


@dataclass(frozen=True)
class Engagement:
    """never_finishing: slugs of models that were started often and never finished, for staff."""

    since: datetime
    places: list[Place]
    comparisons: tuple[SurveyComparison, ...]  # all games with chat
    never_finishing: tuple[str, ...]


def engagement_lately(num_days: int, now: datetime) -> Engagement:
    """As of the last minute: the database reads every match of these days for it."""
    key, kept_seconds = f"engagement:{num_days}", 60
    found: Engagement | None = cache.get(key)
    if found is None:
        found = engagement(num_days, now)
        cache.set(key, found, kept_seconds)
    return found


def engagement(num_days: int, now: datetime) -> Engagement:
    since = now - timedelta(days=num_days)
    answers, journeys = answers_by_place(since), journeys_by_game(since)
    chat = _chat(since, now, answers.get(CHAT, NO_ANSWERS))
    every = [journey for own in journeys.values() for journey in own]
    together = _place(
        GAMES,
        _("All games"),
        every,
        Medians(None, None),
        _sum([answers[key] for key in NAMES if key in answers]),
    )
    games = [
        _place(
            key,
            name.title,
            journeys.get(key, []),
            medians_of(key, since),
            answers.get(key, NO_ANSWERS),
        )
        for key, name in NAMES.items()
    ]
    return Engagement(
        since,
        [chat, together, *games],
        compare_surveys(together.survey, chat.survey),
        never_finishing(every),
    )


def _chat(since: datetime, now: datetime, answers: Answers) -> Place:
    courses = battles.courses(since, now)
    journeys = [
        Journey(
            CHAT,
            has_moved=True,
            is_midway=one.is_answered,
            is_finished=one.is_voted,
            counts=one.counts,
            is_followed=one.is_followed,
            num=one.num,
        )
        for one in courses
    ]
    medians = Medians(battles.median_seconds(since, now), battles.median_turns(since, now))
    return _place(CHAT, _("Chat"), journeys, medians, answers)


def _place(
    key: str,
    title: "str | Promise",
    journeys: Sequence[Journey],
    medians: Medians,
    answers: Answers,
) -> Place:
    return Place(
        key,
        title,
        funnel(journeys),
        completion(journeys),
        useful(journeys),
        medians,
        shares_positive(answers.num_positive, answers.num),
    )


def _sum(answers: Sequence[Answers]) -> Answers:
    positive = {name: sum(one.num_positive[name] for one in answers) for name in QUESTIONS}
    return Answers(sum(one.num for one in answers), positive)
