"""Three contestants and a quick way to let them meet."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from ranking import services
from ranking.jobs import make_leaderboard
from ranking.models import Comparison, Contestant, Leaderboard


@pytest.fixture
def ajax(db: None) -> Contestant:
    return Contestant.objects.create(
        slug="ajax", name="Ajax", organisation="Salamis", licence="MIT", aliases=["telamon"]
    )


@pytest.fixture
def hector(db: None) -> Contestant:
    return Contestant.objects.create(
        slug="hector", name="Hector", organisation="Troy", licence="Apache-2.0"
    )


@pytest.fixture
def paris(db: None) -> Contestant:
    return Contestant.objects.create(slug="paris", name="Paris", organisation="Troy")


@pytest.fixture
def compare(db: None) -> Callable[..., Comparison]:
    """compare(left, right, outcome): a comparison that counts unless told otherwise."""

    def record(left: Contestant, right: Contestant, outcome: str, **facts: object) -> Comparison:
        number = Comparison.objects.count() + 1
        return services.record_comparison(
            **{
                "source": f"battle:{number}",
                "left": left,
                "right": right,
                "outcome": outcome,
                "propensity": 0.1,
                "voter_key": f"voter {number}",
                "captcha": "passed",
                "created_at": timezone.now() - timedelta(seconds=1),
                **facts,
            }
        )

    return record


@pytest.fixture
def refit() -> Callable[..., Leaderboard]:
    """refit(board="overall"): what the job does, at once."""
    return lambda board="overall": make_leaderboard(board)
