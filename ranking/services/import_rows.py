"""Rows of a file, checked and prepared, before anything is written: this room only reads."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.conf import settings

from lib.keyed_hash import keyed_hash
from ranking.formats.facts import Facts, facts_of
from ranking.formats.items import Broken, Item, Row, Tally
from ranking.models import Comparison
from ranking.services.contestant_names import ContestantNames
from ranking.services.import_spool import Prepared, Spool

LONGEST_ID = 60


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

    def note_known(self, rows: Iterable[Prepared]) -> None:
        """These rows were taken for new ones, and an earlier import had brought them."""
        for row in rows:
            self._note(row, -1)
            self.num_known += 1

    def note_new(self, row: Prepared) -> None:
        self._note(row, 1)

    def _note(self, row: Prepared, change: int) -> None:
        self.num_rows += change
        if reason := row.facts["excluded"]:
            self.num_excluded[reason] += change


class RowReader:
    """Reads the items of one file for one board into a spool.

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
        self.names = ContestantNames()
        self.found = Found()

    def read(self, items: Iterable[Item], spool: Spool) -> None:
        for item in items:
            if reason := self._reason(item):
                self.found.num_broken += 1
                self._on_broken(Broken(item.number, reason))
            elif isinstance(item, Tally):
                left, right = self.names.slug_of(item.left), self.names.slug_of(item.right)
                spool.add(replace(item, left=left, right=right))
                num = item.left_won + item.right_won + item.tied + item.both_bad
                self.found.num_tallied += num
            elif isinstance(item, Row):
                prepared = self._prepared(item)
                if spool.add(prepared):
                    self.found.note_new(prepared)
                else:
                    self.found.num_known += 1  # one id twice: the first row stays

    def _reason(self, item: Item) -> str:
        """Why the item is left out, or ""."""
        if isinstance(item, Broken):
            return item.reason
        if isinstance(item, Row) and item.at is not None and item.at > self._now:
            return f"its time lies in the future: {item.at:%Y-%m-%d %H:%M}"
        if self.names.slug_of(item.left) == self.names.slug_of(item.right):
            return f"{item.left} and {item.right} are names of one contestant"
        return ""

    def _source_of(self, row: Row) -> str:
        """The same row of the same file has the same source whenever it is imported."""
        own = row.id if 0 < len(row.id) <= LONGEST_ID else ""
        if row.id and not own:
            own = keyed_hash(settings.HASH_KEY, "import id", row.id)
        return f"import:{self._board}:{own or f'{self._file_key}-{row.number}'}"

    def _prepared(self, row: Row) -> Prepared:
        facts, source = facts_of(row, self._labeller), self._source_of(row)
        return Prepared(
            source=source,
            left=self.names.slug_of(row.left),
            right=self.names.slug_of(row.right),
            facts=self._columns(row, source, facts),
            labels=[(category, *verdict) for category, verdict in facts.labels.items()],
        )

    def _columns(self, row: Row, source: str, facts: Facts) -> dict[str, Any]:
        voter = row.voter or source  # who is not known is nobody else
        prompt_key = ""
        if facts.plain_prompt:
            prompt_key = keyed_hash(settings.HASH_KEY, "prompt", facts.plain_prompt)
        return {
            "outcome": row.outcome,
            "num_turns": row.num_turns,
            "propensity": None,
            "voter_key": keyed_hash(settings.HASH_KEY, f"voter of {self._board}", voter),
            "prompt_key": prompt_key,
            "language": facts.language,
            "left_style": facts.left_style,
            "right_style": facts.right_style,
            "captcha": Comparison.Captcha.UNVERIFIED.value,
            "flags": [*row.flags, *(["swapped"] if row.num_swaps else [])],
            "excluded": row.set_aside,
            "created_at": row.at or self._noon,
        }
