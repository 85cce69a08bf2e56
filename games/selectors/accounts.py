"""What is stored of an account's matches."""

from typing import Any

from games.models import Player


def stored_matches(user_id: int) -> list[dict[str, Any]]:
    """In the order in which they began, each with the account's own moves; no opponent's name
    while a match goes on."""
    players = Player.objects.filter(user=user_id).select_related("match")
    return [_stored(player) for player in players.order_by("joined_at", "pk")]


def _stored(player: Player) -> dict[str, Any]:
    match = player.match
    own = match.events.filter(seat=player.seat)
    return {
        "id": match.pk,
        "game": match.game,
        "mode": match.mode,
        "status": match.status,
        "created_at": match.created_at,
        "ended_at": match.ended_at,
        "seat": player.seat,
        "network_hash": player.network_key,
        "word_of_the_day": player.day,
        "lets_words_be_published": bool(player.consent),
        "would_play_again": player.would_play_again,
        "result": player.result,
        "moves": list(own.values("at", "kind", "payload")),
    }
