"""Reviews: the queue, and whether an account's votes are held back."""

from django.db.models import QuerySet

from ranking.models import Inspection, VoterReview


def review_queue(status: str = VoterReview.Status.OPEN) -> QuerySet[VoterReview]:
    """Suspicious accounts: clusters together, newest first."""
    return VoterReview.objects.filter(status=status).order_by("-opened_at", "cluster_key", "pk")


def standing_review(voter_key: str, board: str) -> VoterReview | None:
    """The review that keeps this account's votes out of a board, or None."""
    standing = VoterReview.objects.filter(board=board, voter_key=voter_key)
    return standing.exclude(status=VoterReview.Status.CLEARED).first()


def held_back_because(voter_key: str, board: str) -> str:
    """Why a new vote of this account does not count; "" if it does."""
    review = standing_review(voter_key, board)
    return review.exclusion if review else ""


def cleared_upto(board: str, voter_keys: list[str]) -> dict[str, int]:
    """Voter: the newest comparison that a moderator has seen and cleared."""
    cleared = VoterReview.objects.filter(
        board=board, voter_key__in=voter_keys, status=VoterReview.Status.CLEARED
    )
    marks: dict[str, int] = {}
    for voter_key, mark in cleared.values_list("voter_key", "last_comparison_id"):
        marks[voter_key] = max(mark, marks.get(voter_key, 0))
    return marks


def inspected_upto(board: str) -> int:
    found = Inspection.objects.filter(board=board).first()
    return found.last_comparison_id if found else 0
