"""What a finished match leaves behind in ranking, in the transaction that ends it."""

from datetime import datetime

from django.conf import settings

from games.counting import (
    DISHONEST,
    EVASIVE,
    SUCCESS,
    TOO_FAST,
    Happening,
    audited,
    is_too_fast,
    seconds_of_moves,
)
from games.models import Match, Player
from games.rules.base import mode_of
from games.rules.questions import HOLDER
from games.selectors import Record, day_of, wording_of
from games.selectors.engagement import SOURCE
from games.words import oracle
from lib.keyed_hash import keyed_hash
from ranking.services import record_match_result

OF_DAY = "day:"


def board_named(game: str, mode: str) -> str:
    """Each game and mode has a board of its own."""
    return f"{game}:{mode}"


def leave_result(match: Match, record: Record, now: datetime) -> None:
    """Of a rated match of a model against a human; no other leaves anything."""
    players = {player.kind: player for player in match.players.select_related("contestant")}
    model, human = players.get(Player.Kind.MODEL), players.get(Player.Kind.HUMAN)
    if not match.is_rated or model is None or human is None:
        return
    record_match_result(
        board=board_named(match.game, match.mode),
        source=f"{SOURCE}{match.pk}",
        contestant=model.contestant,
        human_key=keyed_hash(settings.HASH_KEY, "player", human.person),
        item_key=_item_of(match),
        wording=wording_of(match, record, model.seat),
        success=SUCCESS[model.result],
        is_together=mode_of(record.game, match.mode).is_together,
        excluded=_objection(match, record, human),
        created_at=now,
    )


def _item_of(match: Match) -> str:
    """Boards may tell of items at once, and so must not know the word of the day by its name."""
    day = day_of(match)
    return f"{OF_DAY}{day.isoformat()}" if day else match.item_key


def _objection(match: Match, record: Record, human: Player) -> str:
    """Why the match does not count; "" if it does."""
    events = match.events.filter(seq__lte=match.seq).values_list("seat", "at")
    happenings = [Happening(seat, at) for seat, at in events]
    if is_too_fast(seconds_of_moves(match.created_at, happenings, human.seat)):
        return TOO_FAST
    if human.seat == HOLDER and match.item_key:
        word = str(record.deal.item.get("word", ""))
        found = audited(record.facts, word, match.item_key, oracle.answer)
        if found.is_excluded:
            return DISHONEST
        if found.is_evasive:
            return EVASIVE
    return ""
