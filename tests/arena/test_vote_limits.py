"""What is stored and does not count: repeated prompts, repeated pairs, accounts under review."""

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from ranking import services
from ranking.models import Comparison
from tests.arena.scene import add_contestant, answered, vote
from tests.conftest import PASSWORD

pytestmark = [
    pytest.mark.redis,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("scripted_arena"),
]


@pytest.fixture
def voter(client):
    add_contestant("ajax")
    add_contestant("hektor")
    client.force_login(get_user_model().objects.create_user("carol@example.org", PASSWORD))
    return client


def exclusions():
    return list(Comparison.objects.order_by("pk").values_list("excluded", flat=True))


def test_a_prompt_counts_so_often_a_day_whoever_asks_it(voter, settings):
    settings.PROMPT_VOTES_PER_DAY = 2
    for prompt in ("Same", "same ", "SAME", "another"):
        assert vote(voter, answered(voter, prompt=prompt)).status_code == 200

    assert exclusions() == ["", "", "repeated_prompt", ""]


def test_one_voter_on_one_pair_counts_so_often_a_day(voter, settings):
    settings.PAIR_VOTES_PER_DAY = 2
    for number in range(3):
        vote(voter, answered(voter, prompt=f"Question {number}"))

    assert exclusions() == ["", "", "repeated_pair"]


def test_zero_means_no_limit(voter, settings):
    settings.PROMPT_VOTES_PER_DAY = settings.PAIR_VOTES_PER_DAY = 0
    for _ in range(3):
        vote(voter, answered(voter))

    assert exclusions() == ["", "", ""]


def test_votes_of_an_account_under_review_are_held_back_as_they_come(voter, settings):
    vote(voter, answered(voter, prompt="First"))
    services.open_review(
        board="overall",
        voter_key=Comparison.objects.get().voter_key,
        test="score",
        evidence={},
        last_comparison_id=Comparison.objects.get().pk,
        opened_at=timezone.now(),
    )
    vote(voter, answered(voter, prompt="Second"))
    settings.DEFENCE = False
    vote(voter, answered(voter, prompt="Third"))

    assert exclusions() == ["defence:score", "defence:score", ""]


def test_a_network_has_a_limit_of_its_own(voter, settings):
    settings.VOTES_PER_DAY = 1
    for number in range(12):
        other = get_user_model().objects.create_user(f"n{number}@example.org", PASSWORD)
        voter.force_login(other)
        answer = vote(voter, answered(voter, prompt=f"Question {number}"))
        assert answer.status_code == (200 if number < 10 else 429)
