"""Rows of a file as comparisons, written in batches, with their labels and counts."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.conf import settings

from lib.keyed_hash import keyed_hash
from ranking.formats.facts import Facts, facts_of
from ranking.formats.items import Broken, Item, Row, Tally
from ranking.lens import EVERYTHING
from ranking.models import Comparison, Label
from ranking.services.contestant_names import ContestantNames
from ranking.services.pair_counts import CountKey, count_many

ROWS_AT_ONCE = 2_000
COUNTS_AT_ONCE = 50_000
LONGEST_ID = 60
COLUMNS = {"left": 0, "right": 1, "tie": 2, "both_bad": 3}
MIRRORED = {"left": "right", "right": "left"}


@dataclass
class Found:
    """What was in a file so far."""

    num_rows: int = 0
    num_tallied: int = 0
    num_known: int = 0
    num_broken: int = 0
    num_excluded: Counter[str] = field(default_factory=Counter)

    @property
    def num_lines(self) -> int:
        return self.num_rows + self.num_known + self.num_broken

    @property
    def num_votes(self) -> int:
        return self.num_rows + self.num_tallied


class RowWriter:
    """Writes the items of one file into one board; everything in the caller's transaction.

    day: of votes that do not say when they were given. on_broken is told of each line that is left
    out.
    """

    def __init__(
        self,
        *,
        board: str,
        file_key: str,
        labeller: str,
        day: date,
        now: datetime,
        on_broken: Callable[[Broken], None],
    ) -> None:
        self._board = board
        self._file_key = file_key
        self._labeller = labeller
        self._noon = datetime(day.year, day.month, day.day, 12, tzinfo=now.tzinfo)
        self._now = now
        self._on_broken = on_broken
        self._counts: dict[CountKey, list[int]] = {}
        self.names = ContestantNames()
        self.found = Found()

    def write(self, items: Iterable[Item]) -> None:
        batch: dict[str, Row] = {}
        for item in items:
            if reason := self._reason(item):
                self.found.num_broken += 1
                self._on_broken(Broken(item.number, reason))
            elif isinstance(item, Tally):
                self._add_tally(item)
            elif isinstance(item, Row):
                source = self._source_of(item)
                self.found.num_known += source in batch  # one id twice: the first row stays
                batch.setdefault(source, item)
                if len(batch) >= ROWS_AT_ONCE:
                    self._write_rows(batch)
                    batch = {}
        self._write_rows(batch)
        self._flush_counts()

    def _reason(self, item: Item) -> str:
        """Why the item is left out, or ""."""
        if isinstance(item, Broken):
            return item.reason
        if isinstance(item, Row) and item.at is not None and item.at > self._now:
            return f"its time lies in the future: {item.at:%Y-%m-%d %H:%M}"
        if self.names.id_of(item.left) == self.names.id_of(item.right):
            return f"{item.left} and {item.right} are names of one contestant"
        return ""

    def _source_of(self, row: Row) -> str:
        """The same row of the same file has the same source whenever it is imported."""
        own = row.id if 0 < len(row.id) <= LONGEST_ID else ""
        if row.id and not own:
            own = keyed_hash(settings.HASH_KEY, "import id", row.id)
        return f"import:{self._board}:{own or f'{self._file_key}-{row.number}'}"

    def _write_rows(self, batch: dict[str, Row]) -> None:
        known = set(
            Comparison.objects.filter(source__in=list(batch)).values_list("source", flat=True)
        )
        self.found.num_known += len(known)
        new = [
            (row, source, facts_of(row, self._labeller))
            for source, row in batch.items()
            if source not in known
        ]
        comparisons = [self._comparison(*written) for written in new]
        Comparison.objects.bulk_create(comparisons)
        labels = []
        for comparison, (row, _, facts) in zip(comparisons, new, strict=True):
            labels += [
                Label(comparison=comparison, category=category, holds=holds, labeller=labeller)
                for category, (holds, labeller) in facts.labels.items()
            ]
            self._note(comparison, row, facts)
        Label.objects.bulk_create(labels)

    def _comparison(self, row: Row, source: str, facts: Facts) -> Comparison:
        voter = row.voter or source  # who is not known is nobody else
        prompt_key = ""
        if facts.plain_prompt:
            prompt_key = keyed_hash(settings.HASH_KEY, "prompt", facts.plain_prompt)
        return Comparison(
            source=source,
            board=self._board,
            left_id=self.names.id_of(row.left),
            right_id=self.names.id_of(row.right),
            outcome=row.outcome,
            num_turns=row.num_turns,
            propensity=None,
            voter_key=keyed_hash(settings.HASH_KEY, f"voter of {self._board}", voter),
            prompt_key=prompt_key,
            language=facts.language,
            left_style=facts.left_style,
            right_style=facts.right_style,
            captcha=Comparison.Captcha.UNVERIFIED,
            flags=[*row.flags, *(["swapped"] if row.num_swaps else [])],
            excluded=row.set_aside,
            created_at=row.at or self._noon,
        )

    def _note(self, comparison: Comparison, row: Row, facts: Facts) -> None:
        self.found.num_rows += 1
        if row.set_aside:
            self.found.num_excluded[row.set_aside] += 1
            return
        numbers = [0, 0, 0, 0]
        is_mirrored = comparison.left_id > comparison.right_id
        outcome = MIRRORED.get(row.outcome, row.outcome) if is_mirrored else row.outcome
        numbers[COLUMNS[outcome]] = 1
        ids = sorted((comparison.left_id, comparison.right_id))
        for category in {EVERYTHING, *facts.categories}:
            self._add(category, comparison.created_at.date(), ids, numbers)

    def _add_tally(self, tally: Tally) -> None:
        left_id, right_id = self.names.id_of(tally.left), self.names.id_of(tally.right)
        won = [tally.left_won, tally.right_won]
        numbers = [*(won if left_id < right_id else won[::-1]), tally.tied, tally.both_bad]
        self._add(EVERYTHING, self._noon.date(), sorted((left_id, right_id)), numbers)
        self.found.num_tallied += sum(numbers)

    def _add(self, category: str, day: date, ids: list[int], numbers: list[int]) -> None:
        sums = self._counts.setdefault(CountKey(self._board, category, day, *ids), [0, 0, 0, 0])
        for i, number in enumerate(numbers):
            sums[i] += number
        if len(self._counts) >= COUNTS_AT_ONCE:
            self._flush_counts()

    def _flush_counts(self) -> None:
        count_many(self._counts)
        self._counts = {}
