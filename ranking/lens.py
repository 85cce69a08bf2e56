"""A lens: which comparisons of a board are ranked, and by which method."""

from dataclasses import dataclass

EVERYTHING = "all"  # the category that every comparison is in
ALL_TIME = "all-time"
BRADLEY_TERRY = "bradley-terry"


@dataclass(frozen=True)
class Lens:
    """category: of questions; window: of time; method_key: of the fit."""

    category: str = EVERYTHING
    window: str = ALL_TIME
    method_key: str = BRADLEY_TERRY


PLAIN = Lens()
