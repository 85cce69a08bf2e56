"""Other arenas' files, read as rows of ours, and ours written as files of theirs."""

from ranking.formats.items import Broken, Columns, Item, Row, Tally
from ranking.formats.records import Unreadable
from ranking.formats.registry import FORMATS, UnknownFormat, detect, read
from ranking.formats.tables import parse_columns

__all__ = [
    "FORMATS",
    "Broken",
    "Columns",
    "Item",
    "Row",
    "Tally",
    "UnknownFormat",
    "Unreadable",
    "detect",
    "parse_columns",
    "read",
]
