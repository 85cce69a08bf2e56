"""Reviews of accounts: opened by evidence, decided by people, and always to be undone."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from lib.audit import services as audit
from ranking.models import Comparison, Inspection, VoterReview
from ranking.selectors import newest_comparison_id, standing_review
from ranking.services.comparisons import restore, set_aside

Status = VoterReview.Status


@transaction.atomic
def open_review(
    *,
    board: str,
    voter_key: str,
    test: str,
    evidence: dict[str, Any],
    last_comparison_id: int,
    opened_at: datetime,
    cluster_key: str = "",
    actor: AbstractBaseUser | None = None,
) -> VoterReview | None:
    """Suspect an account, and set its comparisons aside until somebody decides.

    None, and nothing changes, if the account is under review or set aside already, or if it was
    cleared of this evidence. Raises ValidationError.
    """
    if standing_review(voter_key, board):
        return None
    cleared = VoterReview.objects.filter(
        board=board,
        voter_key=voter_key,
        status=Status.CLEARED,
        last_comparison_id__gte=last_comparison_id,
    )
    if actor is None and cleared.exists():
        return None
    review = VoterReview(
        board=board,
        voter_key=voter_key,
        test=test,
        cluster_key=cluster_key,
        evidence=evidence,
        last_comparison_id=last_comparison_id,
        opened_at=opened_at,
    )
    review.full_clean(exclude={"evidence", "changed"})
    review.save(force_insert=True)
    review.changed = _set_aside_all(review)
    review.save(update_fields=["changed"])
    _record(actor, "review.open", review)
    return review


@transaction.atomic
def decide(
    *, review: VoterReview, status: str, actor: AbstractBaseUser, reason: str, at: datetime
) -> VoterReview:
    """Set the account aside for good, or clear it. Raises ValidationError, and changes nothing."""
    if status not in (Status.SET_ASIDE, Status.CLEARED):
        raise ValidationError({"status": _("Decide either to set aside or to clear.")})
    if not reason.strip():
        raise ValidationError({"reason": _("Say why, in a few words: others will read it.")})
    facts = {"status": status, "decided_at": at, "decided_by": actor, "reason": reason.strip()}
    if not VoterReview.objects.filter(pk=review.pk, status=Status.OPEN).update(**facts):
        raise ValidationError(_("Somebody has decided this already. Reload the queue."))
    review.refresh_from_db()
    if status == Status.CLEARED:
        review.changed = _restore_all(review)
        review.last_comparison_id = newest_comparison_id(review.board)
    else:
        review.changed = _set_aside_all(review)
    review.save(update_fields=["changed", "last_comparison_id"])
    _record(actor, "review.clear" if status == Status.CLEARED else "review.set_aside", review)
    return review


@transaction.atomic
def undo(*, review: VoterReview, actor: AbstractBaseUser) -> VoterReview:
    """Open a decided review again, and change back exactly what the decision changed.

    Raises ValidationError if it is open, or if the account has come under a new review since.
    """
    before = review.status
    other = standing_review(review.voter_key, review.board)
    if before == Status.OPEN or (other and other.pk != review.pk):
        raise ValidationError(_("There is no decision to undo here. Reload the queue."))
    facts = {"status": Status.OPEN, "decided_at": None, "decided_by": None, "reason": ""}
    if not VoterReview.objects.filter(pk=review.pk, status=before).update(**facts):
        raise ValidationError(_("Somebody has changed this already. Reload the queue."))
    review.refresh_from_db()
    rows = list(Comparison.objects.filter(pk__in=review.changed))
    if before == Status.CLEARED:
        review.changed = [row.pk for row in rows if set_aside(row, review.exclusion)]
    else:
        taken = [row for row in rows if row.excluded == review.exclusion]
        review.changed = [row.pk for row in taken if restore(row)]
    review.save(update_fields=["changed"])
    _record(actor, "review.undo", review)
    return review


def note_inspection(*, board: str, last_comparison_id: int, inspected_at: datetime) -> None:
    """Remember how far a board has been looked at."""
    Inspection.objects.update_or_create(
        board=board,
        defaults={"last_comparison_id": last_comparison_id, "inspected_at": inspected_at},
    )


def _set_aside_all(review: VoterReview) -> list[int]:
    rows = Comparison.objects.filter(board=review.board, voter_key=review.voter_key, excluded="")
    return [row.pk for row in rows if set_aside(row, review.exclusion)]


def _restore_all(review: VoterReview) -> list[int]:
    rows = Comparison.objects.filter(
        board=review.board, voter_key=review.voter_key, excluded=review.exclusion
    )
    return [row.pk for row in rows if restore(row)]


def _record(actor: AbstractBaseUser | None, action: str, review: VoterReview) -> None:
    """Who, what and why; the account by its keyed hash alone."""
    detail = {"test": review.test, "reason": review.reason, "num_changed": len(review.changed)}
    target = f"ranking.voterreview:{review.pk}"
    audit.record(actor=actor, action=action, target=target, detail=detail)
