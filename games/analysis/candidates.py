"""A model's lists of candidates, turn by turn, against the word that was meant.

For turn t with the list L_t, best first: hit_t = 1 if a candidate names the word, and rank_t is its
place, counted from 1. A list is read without repetitions and up to MOST_CANDIDATES.

    round recall R      mean over t of hit_t;  R@k: of (rank_t <= k)
    session recall      1 if any turn hits
    first appearance F  the first t with a hit; counted as the turns of the game + 1 where none has
    final rank          rank of the last list; MOST_CANDIDATES + 1 where the word is not in it
    reciprocal rank     1 / the rank in the last list; 0 where the word is not in it

Source: GameArena (arXiv 2412.06394), Table 1, which names them; the formulas are ours.
"""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from games.analysis.errors import CannotMeasure

MOST_CANDIDATES = 10
TOPS = (1, 3, 5)

Names = Callable[[str], bool]  # whether a text names the word, aliases and inflections included
List = Sequence[str]


@dataclass(frozen=True)
class CandidateScores:
    """Of one session. ranks: of each probed turn, None where the word is not in the list.

    first_appearance: a turn, None where the word never came up; censored_first counts it as the
    turns of the game + 1. top_recalls: by k, the keys are TOPS.
    """

    ranks: tuple[int | None, ...]
    round_recall: float
    top_recalls: dict[int, float]
    session_recall: float
    first_appearance: int | None
    censored_first: int
    final_rank: int
    reciprocal_rank: float


def score_candidates(
    lists: Sequence[List | None], names: Names, *, num_turns: int | None = None
) -> CandidateScores:
    """lists: one for each turn of the session, [] where nothing was named, None where the turn was
    not probed. num_turns: the most that the game has, if a session may end before.

    Raises CannotMeasure where no turn was probed.
    """
    turns = len(lists) if num_turns is None else num_turns
    if turns < len(lists):
        raise CannotMeasure(f"A game of {turns} turns cannot have lists of {len(lists)}.")
    probed = [(turn, one) for turn, one in enumerate(lists, start=1) if one is not None]
    if not probed:
        raise CannotMeasure("No turn of this session was probed for candidates.")
    ranks = tuple(rank_in(one, names) for _, one in probed)
    first = next((turn for (turn, _), rank in zip(probed, ranks, strict=True) if rank), None)
    last = ranks[-1]
    return CandidateScores(
        ranks=ranks,
        round_recall=_share([rank is not None for rank in ranks]),
        top_recalls={k: _share([rank is not None and rank <= k for rank in ranks]) for k in TOPS},
        session_recall=float(first is not None),
        first_appearance=first,
        censored_first=turns + 1 if first is None else first,
        final_rank=MOST_CANDIDATES + 1 if last is None else last,
        reciprocal_rank=0.0 if last is None else 1.0 / last,
    )


def rank_in(candidates: List, names: Names) -> int | None:
    """The place of the first candidate that names the word, from 1."""
    for place, candidate in enumerate(as_read(candidates), start=1):
        if names(candidate):
            return place
    return None


def as_read(candidates: List, sense: Callable[[str], str] | None = None) -> tuple[str, ...]:
    """Without repetitions and blanks, the best first, at most MOST_CANDIDATES.

    sense: two candidates of the same sense are one; without it, case and outer blanks are ignored.
    """
    by_sense: dict[str, str] = {}
    for candidate in candidates:
        key = (sense or plain)(candidate)
        if key:
            by_sense.setdefault(key, candidate)
    return tuple(by_sense.values())[:MOST_CANDIDATES]


def plain(text: str) -> str:
    """The same for texts that differ in case, width or blanks alone."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _share(holds: Sequence[bool]) -> float:
    return float(np.mean(holds))
