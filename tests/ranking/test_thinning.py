"""Old snapshots: which are kept, and what the permalinks of the others say."""

from datetime import timedelta

import pytest
from django.utils import timezone

from ranking import services
from ranking.models import Leaderboard
from ranking.tasks import thin_leaderboards

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(compare, refit, ajax, hector):
    """published(days_ago, minute): a snapshot of that day."""
    compare(ajax, hector, "left")

    def publish(days_ago: int, minute: int = 0) -> Leaderboard:
        board = refit()
        noon = timezone.now().replace(hour=12, minute=minute)
        board.published_at = noon - timedelta(days=days_ago)
        board.save()
        return board

    return publish


def test_all_of_the_last_week_stay_and_one_a_day_before(published):
    old = [published(20, minute) for minute in range(3)] + [published(9)]
    new = [published(2, minute) for minute in range(3)]
    assert services.thin_leaderboards(now=timezone.now()) == 2
    assert services.thin_leaderboards(now=timezone.now()) == 0
    assert set(Leaderboard.objects.all()) == {old[2], old[3], *new}


def test_lenses_and_boards_are_thinned_apart(published):
    for _ in range(2):
        other = published(20)
        other.category = "coding"
        other.save()
    published(20)
    assert services.thin_leaderboards(now=timezone.now()) == 1


def test_a_thinned_permalink_is_gone_and_leads_to_the_one_of_its_day(client, published):
    gone, kept = published(20, 1), published(20, 2)
    thin_leaderboards()
    answer = client.get(f"/leaderboard/snapshots/{gone.pk}/")
    assert answer.status_code == 410
    assert f'href="/leaderboard/snapshots/{kept.pk}/"' in answer.content.decode()
    assert client.get(f"/leaderboard/snapshots/{kept.pk}/").status_code == 200
    api = client.get(f"/api/v1/snapshots/{gone.pk}/")
    assert api.status_code == 404
    assert str(kept.pk) in api.json()["detail"]
