"""A battle as the arena leaves it behind, without anybody having to answer."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from arena.models import Battle, Reply, Turn, Vote
from ranking.models import Contestant
from ranking.services import record_comparison


@pytest.fixture
def scripted_arena(settings, redis_server) -> None:
    """Scripted contestants may answer, in no time, over a real Redis."""
    settings.SCRIPTED_ROUTES = True
    settings.REDIS_URL = redis_server
    settings.PACE_CHARACTERS_PER_SECOND = 10_000


@pytest.fixture
def contestants(db) -> tuple[Contestant, Contestant]:
    return (
        Contestant.objects.create(slug="ada", name="Ada the first", organisation="Lovelace"),
        Contestant.objects.create(slug="bab", name="Babbage engine", organisation="Difference"),
    )


@pytest.fixture
def make_battle(contestants) -> Callable[..., Battle]:
    """make_battle(prompt="…", vote="a", **fields of Battle): one answered turn, perhaps a vote."""

    def make(prompt: str = "What is a contest?", vote: str = "", **fields: Any) -> Battle:
        left, right = contestants
        now = timezone.now()
        facts = {"mode": "blind", "left": left, "right": right, "visitor_key": uuid.uuid4().hex}
        facts |= {"captcha": "passed", "created_at": now}
        battle = Battle.objects.create(**facts | fields)
        parts = [{"type": "text", "text": prompt}]
        turn = Turn.objects.create(
            battle=battle, index=0, parts=parts, status="done", attempt=1, created_at=now
        )
        for side, contestant in (("a", battle.left), ("b", battle.right)):
            if contestant:
                Reply.objects.create(
                    turn=turn,
                    attempt=1,
                    side=side,
                    contestant=contestant,
                    status="done",
                    text=f"Answer of side {side}.",
                )
        if vote:
            _vote(battle, vote)
        return battle

    return make


def _vote(battle: Battle, verdict: str) -> None:
    comparison = record_comparison(
        source=f"battle:{battle.pk}",
        left=battle.left,
        right=battle.right,
        outcome={"a": "left", "b": "right"}.get(verdict, verdict),
        propensity=1.0,
        voter_key="0" * 32,
        captcha="passed",
        created_at=battle.created_at,
    )
    Battle.objects.filter(pk=battle.pk).update(status="voted")
    battle.refresh_from_db()
    Vote.objects.create(
        battle=battle,
        verdict=verdict,
        user=battle.user,
        visitor_key=battle.visitor_key,
        comparison=comparison,
        created_at=battle.created_at,
    )
