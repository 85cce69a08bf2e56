"""Imports: a file's votes become a board's comparisons or counts, all of them or none."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ranking.formats.items import Broken, Item
from ranking.models import Board, Comparison, Import
from ranking.services.boards import ensure_board
from ranking.services.import_rows import Found, RowWriter

NUM_SHOWN = 20


@dataclass(frozen=True)
class Origin:
    """Which file, into which board; the facts are those of Board: source, licence, source_url.

    digest: SHA-256 of the file; day: of votes that do not say when they were given.
    """

    board: str
    name: str
    file_name: str
    digest: str
    format_key: str
    day: date
    facts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Allowance:
    """How many lines may be broken: a number, or a share of all lines, whichever is more."""

    number: int = 0
    share: float = 0.0

    def allows(self, num_broken: int, num_lines: int) -> bool:
        return num_broken <= max(self.number, self.share * num_lines)


@dataclass(frozen=True)
class ImportReport:
    """What came of it. is_known: the file was imported before, and nothing was done."""

    found: Found
    num_new_contestants: int = 0
    first_broken: tuple[Broken, ...] = ()
    is_known: bool = False


def _tell_nobody(broken: Broken) -> None:
    pass


@transaction.atomic
def import_votes(
    *,
    origin: Origin,
    items: Iterable[Item],
    now: datetime,
    allowance: Allowance | None = None,
    on_broken: Callable[[Broken], None] = _tell_nobody,
    is_rehearsal: bool = False,
) -> ImportReport:
    """Read the items into the board, made if it is new. A rehearsal leaves nothing behind.

    Raises ValidationError, with nothing written: for our own boards, for a file without votes, for
    more broken lines than allowed. What reading `items` raises goes through, and nothing stays.
    """
    board = _board_of(origin)
    if Import.objects.filter(board=board.slug, digest=origin.digest).exists():
        return ImportReport(Found(), is_known=True)
    first_broken: list[Broken] = []

    def note(broken: Broken) -> None:
        if len(first_broken) < NUM_SHOWN:
            first_broken.append(broken)
        on_broken(broken)

    writer = RowWriter(
        board=board.slug,
        file_key=origin.digest[:8],
        labeller=f"file: {origin.format_key}",
        day=origin.day,
        now=now,
        on_broken=note,
    )
    writer.write(items)
    _refuse(writer.found, allowance or Allowance(), first_broken)
    _remember(origin, board, writer.found, now)
    if is_rehearsal:
        transaction.set_rollback(True)
    return ImportReport(writer.found, writer.names.num_new, tuple(first_broken))


def _board_of(origin: Origin) -> Board:
    """Raises ValidationError for a board whose votes are cast here."""
    board = Board.objects.filter(slug=origin.board).first()
    is_ours = board.imported_at is None if board else _has_comparisons(origin.board)
    if is_ours:
        raise ValidationError(
            _("The board “%(board)s” holds votes that are cast here. Choose another --board.")
            % {"board": origin.board}
        )
    return board or ensure_board(slug=origin.board, name=origin.name, **origin.facts)


def _has_comparisons(slug: str) -> bool:
    return Comparison.objects.filter(board=slug).exists()


def _refuse(found: Found, allowance: Allowance, first_broken: list[Broken]) -> None:
    if not allowance.allows(found.num_broken, found.num_lines):
        first = first_broken[0]
        raise ValidationError(
            _(
                "%(num)d lines are broken, the first of them line %(line)d: %(reason)s. Nothing"
                " was imported. Mend the file, or leave them out with --allow-broken %(num)d."
            )
            % {"num": found.num_broken, "line": first.number, "reason": first.reason}
        )
    if found.num_votes + found.num_known == 0:
        raise ValidationError(_("There is no vote in this file."))


def _remember(origin: Origin, board: Board, found: Found, now: datetime) -> None:
    Import.objects.create(
        board=board.slug,
        file_name=origin.file_name[:200],
        digest=origin.digest,
        format_key=origin.format_key,
        num_votes=found.num_votes,
        num_known=found.num_known,
        num_broken=found.num_broken,
        num_excluded=dict(found.num_excluded),
        imported_at=now,
    )
    Board.objects.filter(pk=board.pk).update(imported_at=now)
