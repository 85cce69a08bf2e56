"""What a person thinks of the model that they played, said once its name is told."""

from uuid import UUID

from django.utils.translation import gettext as _

from games.errors import NotAllowed
from games.models import Match, Player
from games.rules.base import Seat


def record_opinion(*, match_id: UUID, seat: Seat, would_play_again: bool) -> None:
    """The last one holds. Raises NotAllowed where no model was met, or the match goes on."""
    own = Player.objects.filter(match=match_id, seat=seat, kind=Player.Kind.HUMAN)
    models = Player.objects.filter(kind=Player.Kind.MODEL, match__status=Match.Status.FINISHED)
    if not own.filter(match__in=models.values("match")).update(would_play_again=would_play_again):
        raise NotAllowed(_("This is asked of people who have finished a match with a model."))
