"""The look at new votes: honest accounts pass, allies and rings are set aside, and only they."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from lib.jobs.models import Job
from ranking import selectors, services
from ranking.defence.voters import Electorate, for_target, honest, uniform_pairs
from ranking.inspection import inspect_board
from ranking.jobs import inspect_votes
from ranking.models import Comparison, Contestant, VoterReview
from ranking.tasks import inspect_if_due
from tests.ranking import crowds
from tests.ranking.crowds import Person

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
STRENGTHS = np.linspace(1.0, -1.0, 6)


@pytest.fixture
def contestants(db):
    return [Contestant.objects.create(slug=f"c{i}", name=f"C{i}") for i in range(6)]


@pytest.fixture
def cast(contestants):
    """cast(voter, ballots, start, seconds, network, prompt): votes of one account."""
    return lambda voter, ballots, start=NOON, *more: crowds.cast(
        [Person(voter, ballots, start, *more)], contestants
    )


@pytest.fixture
def crowd(contestants):
    """Twenty honest people with tastes, thirty votes each."""
    rng = np.random.default_rng(11)
    who = Electorate(STRENGTHS, taste=0.25, tie_weight=0.4)
    crowds.cast(people(rng, who, 20, 30), contestants)
    return rng, who


def people(rng, who, num, votes_each, day=0):
    return [
        Person(
            f"person{number}",
            honest(who, uniform_pairs(6, votes_each, rng), rng),
            NOON + timedelta(days=day, seconds=float(rng.random() * 40_000)),
        )
        for number in range(num)
    ]


def ally(rng, who, num, target=5):
    return for_target(honest(who, uniform_pairs(6, num, rng), rng), target, rng)


def test_honest_accounts_pass(crowd):
    assert inspect_board("overall", NOON) == []
    assert not Comparison.objects.exclude(excluded="").exists()


def test_of_two_hundred_honest_accounts_one_at_most_is_ever_suspected(contestants):
    """At any of five looks, with tastes, ties, and a board that is only just being learnt."""
    rng = np.random.default_rng(12)
    who = Electorate(STRENGTHS, taste=0.25, tie_weight=0.4, tie_habit=0.8)
    opened = []
    for day in range(5):
        crowds.cast(people(rng, who, 200, 10, day), contestants)
        opened += inspect_board("overall", NOON)

    assert len(opened) / 200 < 0.01


def test_an_ally_is_suspected_with_evidence_and_the_others_are_not(crowd, cast, contestants):
    cast("eve", ally(*crowd, 90))

    reviews = inspect_board("overall", NOON)

    assert [review.voter_key for review in reviews] == ["eve"]
    evidence = reviews[0].evidence
    assert (evidence["target"], evidence["favours"]) == (contestants[5].pk, True)
    assert evidence["after_votes"] <= evidence["num_votes"] == 90
    assert evidence["peak"] >= evidence["needed"]
    assert evidence["z"] > 3
    assert 0 < evidence["benign_p_value"] <= 1
    assert evidence["timeline"][-1][0] == 90
    assert set(Comparison.objects.values_list("voter_key", "excluded")) >= {
        ("eve", "defence:score"),
        ("person0", ""),
    }


def test_nothing_new_nothing_to_do(crowd, cast, django_assert_max_num_queries):
    inspect_board("overall", NOON)

    with django_assert_max_num_queries(2):
        assert inspect_board("overall", NOON) == []


def test_evidence_is_gathered_over_several_looks(crowd, cast):
    rng, who = crowd
    for part in range(6):
        cast("eve", ally(rng, who, 15), start=NOON + timedelta(hours=part))
        inspect_board("overall", NOON)

    assert VoterReview.objects.get().voter_key == "eve"


def test_a_cleared_account_is_judged_by_new_votes_only(crowd, cast, alice):
    cast("eve", ally(*crowd, 90))
    review = inspect_board("overall", NOON)[0]
    services.decide(review=review, status="cleared", actor=alice, reason="Knows it", at=NOON)

    cast("eve", ally(*crowd, 3))
    assert inspect_board("overall", NOON) == []

    cast("eve", ally(*crowd, 90))
    assert len(inspect_board("overall", NOON)) == 1


def test_a_ring_is_found_together_though_none_of_its_accounts_would_be(crowd, cast):
    rng, who = crowd
    for number in range(6):
        start = NOON + timedelta(seconds=5 * number)
        cast(f"ring{number}", ally(rng, who, 14), start, 60.0, "tunnel", "probe")

    reviews = inspect_board("overall", NOON)

    assert {review.voter_key for review in reviews} == {f"ring{i}" for i in range(6)}
    assert {review.test for review in reviews} == {"cluster"}
    assert len({review.cluster_key for review in reviews}) == 1
    assert reviews[0].evidence["num_accounts"] == 6
    assert reviews[0].evidence["links"][0]["same_network"]


def test_a_class_that_works_through_the_same_prompts_is_left_alone(crowd, cast):
    rng, who = crowd
    for number in range(6):
        ballots = honest(who, uniform_pairs(6, 14, rng), rng)
        cast(f"pupil{number}", ballots, NOON, 60.0, "school", "exercise")

    assert inspect_board("overall", NOON) == []


def test_beat_asks_for_a_look_only_where_there_are_new_votes(crowd, settings, monkeypatch):
    monkeypatch.setattr("ranking.tasks.job_tasks.wake", lambda job: None)
    settings.DEFENCE = False
    inspect_if_due()
    assert not Job.objects.filter(kind="ranking.inspect").exists()

    settings.DEFENCE = True
    inspect_if_due()
    assert Job.objects.get(kind="ranking.inspect").payload == {"board": "overall"}

    inspect_votes({"board": "overall"}, 1)
    Job.objects.all().delete()
    inspect_if_due()
    assert not Job.objects.filter(kind="ranking.inspect").exists()
    assert selectors.inspected_upto("overall") == selectors.newest_comparison_id("overall")
