"""Accounts under review, as an inspection leaves them behind."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from ranking import services
from ranking.models import Comparison, VoterReview


@pytest.fixture
def cast(contestants) -> Callable[..., list[Comparison]]:
    """cast(voter, num): so many votes of one account for Ada, through the door that counts them."""
    ada, bab = contestants

    def record(voter: str, num: int = 3, outcome: str = "left") -> list[Comparison]:
        return [
            services.record_comparison(
                source=f"battle:{Comparison.objects.count()}",
                left=ada,
                right=bab,
                outcome=outcome,
                propensity=1.0,
                voter_key=voter,
                prompt_key="p",
                captcha="passed",
                created_at=timezone.now(),
            )
            for _ in range(num)
        ]

    return record


@pytest.fixture
def suspect(contestants, cast) -> Callable[..., VoterReview]:
    """suspect(voter): an account with three votes for Ada, under review."""

    def open_review(voter: str = "eve", **more: object) -> VoterReview:
        votes = cast(voter)
        evidence = {
            "target": contestants[0].pk,
            "favours": True,
            "num_votes": 3,
            "num_with_target": 3,
            "after_votes": 2,
            "peak": 4.2,
            "needed": 2.3,
            "z": 5.1,
            "benign_p_value": 0.02,
            "timeline": [[1, 0.5], [2, 2.5], [3, 4.2]],
        }
        return services.open_review(
            board="overall",
            voter_key=voter,
            test="score",
            evidence=evidence,
            last_comparison_id=votes[-1].pk,
            opened_at=timezone.now(),
            **more,
        )

    return open_review
