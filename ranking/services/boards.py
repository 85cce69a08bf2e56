"""Boards: made when their first comparisons come."""

from django.db import transaction

from ranking.models import Board


@transaction.atomic
def ensure_board(*, slug: str, name: str, **facts: object) -> Board:
    """The board of this slug, made if it is new; what is there already stays as it is."""
    board = Board.objects.filter(slug=slug).first()
    if board is not None:
        return board
    board = Board(slug=slug, name=name, **facts)
    board.full_clean()
    board.save(force_insert=True)
    return board
