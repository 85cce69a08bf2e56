"""Whether a visitor lets be published what they write in matches."""

from django.conf import settings

from games.models import Player
from games.selectors.matches import players_of
from lib.visitors import Visitor


def consent_of(visitor: Visitor) -> str:
    """As of their last match: the version of the text that they agreed to, "" for none.

    Agreement to an older text is none to the present one.
    """
    last = players_of(visitor).order_by("-joined_at", "-pk").first()
    return last.consent if last and has_consented(last) else ""


def has_consented(player: Player) -> bool:
    return player.consent == settings.MATCH_CONSENT_VERSION
