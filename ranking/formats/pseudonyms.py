"""Names for voters and votes in one release of an export, and in no other.

They are keyed hashes with a salt that is drawn for the release and then forgotten: within the
release one voter keeps one name, and nothing leads from it to another release or to our tables.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from lib.keyed_hash import keyed_hash
from ranking.formats.items import Row


def released(row: Row, salt: str) -> Row:
    """The row as it may be given away: pseudonyms for vote and voter, the time to the hour."""
    return replace(
        row,
        id=keyed_hash(salt, "vote", row.id),
        voter=keyed_hash(salt, "voter", row.voter),
        at=None if row.at is None else to_the_hour(row.at),
    )


def to_the_hour(at: datetime) -> datetime:
    """Near enough for studies, too coarse to find the vote that somebody was seen to give."""
    return at.replace(minute=0, second=0, microsecond=0)
