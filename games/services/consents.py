"""Agreement that what a player wrote may be published, given and taken back."""

from uuid import UUID

from django.conf import settings

from games.models import Player
from games.rules.base import Seat


def record_consent(*, match_id: UUID, seat: Seat, agrees: bool) -> None:
    """For this match; the next ones of the same visitor begin with the same answer."""
    version = settings.MATCH_CONSENT_VERSION if agrees else ""
    Player.objects.filter(match=match_id, seat=seat).update(consent=version)


def forget_consents(*, user_id: int) -> None:
    """Of an account that leaves: nothing that it wrote is published from then on."""
    Player.objects.filter(user=user_id).exclude(consent="").update(consent="")
