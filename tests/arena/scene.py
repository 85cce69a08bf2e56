"""A small arena for tests: scripted contestants, a visitor, and a battle that is answered."""

from typing import Any

from django.test import Client

from arena.jobs import answer_turn
from arena.models import Battle, Turn
from inference.models import Route
from ranking.models import Contestant

ANSWER = "Here is a quiet answer with enough words to be paced over a few ticks."


def add_contestant(slug: str, **options: Any) -> Contestant:
    """A contestant that answers by script; options are those of the scripted backend."""
    route = {"backend": "scripted", "options": {"text": ANSWER, "chunk_size": 40} | options}
    Route.objects.create(contestant_slug=slug, **route)
    return Contestant.objects.create(slug=slug, name=slug.title(), aliases=[f"{slug}-alias"])


def start(client: Client, prompt: str = "Hello there", **fields: Any) -> Battle:
    """Post a prompt as the page's script does; the new battle, not yet answered."""
    data = {"mode": "blind", "prompt": prompt, "consent": "on", "captcha": "passed", **fields}
    answer = client.post("/battles/", data, headers={"Accept": "application/json"})
    assert answer.status_code == 201, answer.content
    return Battle.objects.get(pk=answer.json()["url"].strip("/").split("/")[-1])


def answer(battle: Battle, attempt: int = 1) -> Turn:
    """Let a worker answer the last turn, here and now."""
    turn = battle.turns.last()
    answer_turn({"turn": turn.pk}, attempt)
    turn.refresh_from_db()
    return turn


def answered(client: Client, **fields: Any) -> Battle:
    battle = start(client, **fields)
    answer(battle)
    battle.refresh_from_db()
    return battle


def vote(client: Client, battle: Battle, verdict: str = "a", key: str = ""):
    data = {"verdict": verdict, "idempotency_key": key}
    return client.post(f"/battles/{battle.pk}/vote/", data, headers={"Accept": "application/json"})
