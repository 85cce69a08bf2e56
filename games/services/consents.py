"""Agreement that what a player wrote may be published, given and taken back."""

from uuid import UUID

from django.conf import settings

from games.models import Player
from games.rules.base import Seat


def record_consent(*, match_id: UUID, seat: Seat, agrees: bool) -> None:
    """For this match; the next ones of the same visitor begin with the same answer."""
    version = settings.MATCH_CONSENT_VERSION if agrees else ""
    Player.objects.filter(match=match_id, seat=seat).update(consent=version)
