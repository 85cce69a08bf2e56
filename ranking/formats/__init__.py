"""Other arenas' files, read as rows of ours, and ours written as files of theirs."""

from ranking.formats.items import Broken, Columns, Item, Row, Tally
from ranking.formats.pseudonyms import released
from ranking.formats.records import Unreadable
from ranking.formats.registry import FORMATS, UnknownFormat, detect, read
from ranking.formats.tables import parse_columns
from ranking.formats.writing import WRITERS

__all__ = [
    "FORMATS",
    "WRITERS",
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
    "released",
]
