"""Imports: a file's votes become a board's comparisons or counts, all of them or none.

Others write meanwhile. A million rows take minutes, and SQLite lets one connection write at a time,
so no transaction here holds more than a few thousand rows:

1. Read and check the whole file, writing nothing (RowReader); what it says waits in a Spool.
2. Write it in short transactions with a rest between them. All of it carries the number of an
   Arrival, which hides it from every reader.
3. One transaction of a few statements shows everything: the arrival's row goes; the board and the
   import are noted.

One transaction of prepared rows would be simpler, and would still hold the lock for the whole of
the writing, which is the longer half; so would renaming rows from a hidden board at the end, since
every row and its indexes are written once more. What fails is removed at once, and what was killed
is hidden until the next import into the board removes it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ranking.formats.items import Broken, Item, Tally
from ranking.models import Arrival, Board, Comparison, Import
from ranking.services.boards import ensure_board
from ranking.services.import_arrivals import ROWS_AT_ONCE, begin, give_up, let_others_write, show
from ranking.services.import_rows import Found, RowReader
from ranking.services.import_spool import Prepared, Spool
from ranking.services.import_writing import Writer, known_sources

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


def import_votes(
    *,
    origin: Origin,
    items: Iterable[Item],
    now: datetime,
    allowance: Allowance | None = None,
    on_broken: Callable[[Broken], None] = _tell_nobody,
    is_rehearsal: bool = False,
) -> ImportReport:
    """Read the items into the board, made if it is new. A rehearsal writes nothing.

    Raises ValidationError, with nothing kept: for our own boards, for a file without votes, for
    more broken lines than allowed, and where another import into the board began meanwhile. What
    reading `items` raises goes through, and nothing stays.
    """
    _check_board(origin)
    if Import.objects.filter(board=origin.board, digest=origin.digest).exists():
        return ImportReport(Found(), is_known=True)
    first_broken: list[Broken] = []

    def note(broken: Broken) -> None:
        if len(first_broken) < NUM_SHOWN:
            first_broken.append(broken)
        on_broken(broken)

    reader = RowReader(
        board=origin.board,
        file_key=origin.digest[:8],
        labeller=f"file: {origin.format_key}",
        day=origin.day,
        now=now,
        on_broken=note,
    )
    with Spool() as spool:
        reader.read(items, spool)
        _refuse(reader.found, allowance or Allowance(), first_broken)
        if is_rehearsal:
            for batch in spool.batches(ROWS_AT_ONCE):
                _new_of(batch, reader.found)
        else:
            _arrive(origin, reader, spool, now)
    return ImportReport(reader.found, len(reader.names.new), tuple(first_broken))


def _arrive(origin: Origin, reader: RowReader, spool: Spool, now: datetime) -> None:
    """Write what was read, and show it; or remove it again, whatever went wrong."""
    arrival = begin(origin.board, now)
    try:
        with transaction.atomic():
            ids = reader.names.make(arrival.pk)
        writer = Writer(arrival, ids, origin.day, spool)
        for batch in spool.batches(ROWS_AT_ONCE):
            rows = _new_of(batch, reader.found)
            writer.write(rows, [item for item in batch if isinstance(item, Tally)])
        writer.write_counts()
        let_others_write()
        _finish(origin, arrival, [ids[slug] for slug in reader.names.new], reader.found, now)
    except BaseException:
        give_up(arrival)
        raise


def _new_of(batch: list[Prepared | Tally], found: Found) -> list[Prepared]:
    """The rows that no earlier import has brought; the others are noted as known."""
    rows = [item for item in batch if isinstance(item, Prepared)]
    known = known_sources(rows)
    found.note_known(row for row in rows if row.source in known)
    return [row for row in rows if row.source not in known]


@transaction.atomic
def _finish(origin: Origin, arrival: Arrival, made: list[int], found: Found, now: datetime) -> None:
    _check_board(origin)  # somebody may have begun to vote there meanwhile
    board = ensure_board(slug=origin.board, name=origin.name, **origin.facts)
    show(arrival, made)
    _remember(origin, board, found, now)


def _check_board(origin: Origin) -> None:
    """Raises ValidationError for a board whose votes are cast here, or that cannot be."""
    board = Board.objects.filter(slug=origin.board).first()
    is_ours = board.imported_at is None if board else _has_comparisons(origin.board)
    if is_ours:
        raise ValidationError(
            _("The board “%(board)s” holds votes that are cast here. Choose another --board.")
            % {"board": origin.board}
        )
    if board is None:
        Board(slug=origin.board, name=origin.name, **origin.facts).full_clean()


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
