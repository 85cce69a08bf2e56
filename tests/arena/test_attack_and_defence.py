"""An attack through the front door: sign up, ask, recognise the target by its words, vote for it.

The same attack twice, with as many battles as the laboratory's simulation says that it takes: once
with the defences off, once with them on. Contestants are scripted, everything else is real.
"""

import html
import random
import re
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from arena.models import Battle
from arena.pairing import pair_probabilities
from arena.selectors import roster
from ranking.attack.identify.features import Features, extractor
from ranking.attack.plans import Plan
from ranking.attack.simulation import ground_of, simulate
from ranking.defence.voters import Electorate, honest, uniform_pairs
from ranking.inspection import inspect_board
from ranking.jobs import make_leaderboard
from ranking.models import Comparison, Contestant, VoterReview
from ranking.selectors import counts_on
from tests.arena.scene import add_contestant, answer, vote
from tests.ranking import crowds
from tests.ranking.crowds import Person

pytestmark = [
    pytest.mark.redis,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("scripted_arena"),
]
WORDS = {
    "achilles": "Anger comes first, and then the spear. So I answer, and so I leave.",
    "briseis": "Let me think it through with care; there may be more than one side to it.",
    "chryses": "O far-shooter, hear me: the reply lies in the smoke that rises here.",
    "diomedes": "Plainly: yes. Strike while the gate is open, and count the chariots later.",
    "eurybates": "As the herald I repeat what was said, word for word, and add nothing.",
    "phoenix": "Child, listen to an old story first, for the answer is at its end.",
}
STRENGTHS = np.linspace(0.75, -0.75, len(WORDS))
TARGET, START_RANK, WANTED_RANK = "phoenix", 6, 4
NUM_PEOPLE, VOTES_EACH = 45, 10
BATTLES_A_LOOK = 10
JSON = {"Accept": "application/json"}


@pytest.fixture
def arena(settings, monkeypatch) -> list[Contestant]:
    """Six contestants on a board that honest people have made; no limit is in the way."""
    settings.BATTLES_PER_HOUR = settings.VOTES_PER_DAY = 10_000
    settings.CONTESTANT_CAP = settings.PAIR_CAP = 0.4
    dice = random.Random(5)
    monkeypatch.setattr("arena.views.random.SystemRandom", lambda: dice)
    contestants = [add_contestant(slug, text=text) for slug, text in WORDS.items()]
    _people_vote(contestants, np.random.default_rng(5))
    make_leaderboard("overall")
    assert _rank() == START_RANK
    return contestants


class Attacker:
    """An account with a classifier of texts, trained in direct chats."""

    def __init__(self, number: int) -> None:
        self.browser = Client()
        form = {"email": f"{number}@attack.example", "password1": "a long enough phrase"}
        self.browser.post(reverse("account_signup"), form | {"captcha": "passed"})
        self.num_votes = 0
        samples = {slug: self.ask(f"Who goes there, {slug}?", slug)[1]["a"] for slug in WORDS}
        self.detector = make_pipeline(extractor(Features.CHARACTER_RUNS), LogisticRegression(C=100))
        texts = [text for text in samples.values() for _ in range(2)]
        self.detector.fit(texts, [slug for slug in samples for _ in range(2)])

    def ask(self, prompt: str, slug: str = "") -> tuple[Battle, dict[str, str]]:
        """A battle, and what each side says on its page."""
        form = {"mode": "direct" if slug else "blind", "left": slug, "prompt": prompt}
        form |= {"consent": "on", "captcha": "passed"}
        url = self.browser.post("/battles/", form, headers=JSON).json()["url"]
        battle = Battle.objects.get(pk=url.strip("/").split("/")[-1])
        answer(battle)
        page = self.browser.get(url).content.decode()
        found = re.findall(r'data-side="(.)".*?<template data-source>(.*?)</template>', page, re.S)
        return battle, {side: html.unescape(text) for side, text in found}

    def fight(self, prompt: str) -> None:
        """Vote for the target where it is seen, and say nothing elsewhere."""
        battle, said = self.ask(prompt)
        seen = dict(zip(said, self.detector.predict(list(said.values())), strict=True))
        for side, slug in seen.items():
            if slug == TARGET:
                assert vote(self.browser, battle, side).status_code == 200
                self.num_votes += 1


def _people_vote(contestants: list[Contestant], rng: np.random.Generator) -> None:
    who = Electorate(STRENGTHS, taste=0.2, tie_weight=0.4, tie_habit=0.5)
    people = [
        Person(
            f"person{number}",
            honest(who, uniform_pairs(len(contestants), VOTES_EACH, rng), rng),
            datetime(2026, 2, 1, tzinfo=UTC) + timedelta(hours=8 * rng.random()),
        )
        for number in range(NUM_PEOPLE)
    ]
    crowds.cast(people, contestants)


def _rank() -> int:
    board = make_leaderboard("overall")
    order = board.ratings.order_by("-rating").values_list("contestant__slug", flat=True)
    return list(order).index(TARGET) + 1


def _simulated_battles(contestants: list[Contestant]) -> int:
    """How many the laboratory thinks it takes, for an attacker who is always right; the median."""
    now = counts_on("overall")
    ids = list(now.contestant_ids)
    draws = np.zeros((len(ids), len(ids)))
    for (first, second), p in pair_probabilities(roster(timezone.now())).items():
        draws[ids.index(first), ids.index(second)] = p
    ground = ground_of(now.counts, prior_weight=1.0, draws=draws)
    target = ids.index(next(c.pk for c in contestants if c.slug == TARGET))
    plan = Plan(target, WANTED_RANK, accuracy=1.0, refit_every=10, most_interactions=1000)
    courses = [simulate(ground, plan, np.random.default_rng(seed)) for seed in range(9)]
    return int(np.median([course.moments[-1].interactions for course in courses]))


def _attack(num_battles: int, *, wanted_rank: int, with_defence: bool) -> int:
    """Two accounts in turns; ends when the rank is reached. The number of battles."""
    attackers = [Attacker(number) for number in range(2)]
    for number in range(num_battles):
        attackers[number % 2].fight(f"Question {number}: what is a fair fight?")
        if number % BATTLES_A_LOOK == BATTLES_A_LOOK - 1:
            if with_defence:
                inspect_board("overall", timezone.now())
            if _rank() <= wanted_rank:
                return number + 1
    return num_battles


def test_without_defences_the_target_gets_where_the_simulation_says(arena, settings):
    settings.DEFENCE = False
    simulated = _simulated_battles(arena)

    used = _attack(2 * simulated, wanted_rank=WANTED_RANK, with_defence=False)

    assert _rank() <= WANTED_RANK
    assert used <= 1.5 * simulated + BATTLES_A_LOOK
    assert not Comparison.objects.exclude(excluded="").exists()


def test_with_defences_the_same_effort_moves_it_one_place_at_most(arena):
    simulated = _simulated_battles(arena)

    _attack(simulated, wanted_rank=0, with_defence=True)

    assert START_RANK - _rank() <= 1
    suspects = set(VoterReview.objects.values_list("voter_key", flat=True))
    # How soon the second is found hangs on how close together their votes happen to come.
    assert suspects
    assert not {f"person{number}" for number in range(NUM_PEOPLE)} & suspects
    theirs = Comparison.objects.filter(voter_key__in=suspects)
    assert not theirs.filter(excluded="").exists()
