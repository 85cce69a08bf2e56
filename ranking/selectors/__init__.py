"""Reads of the ranking: boards, counts through a lens, records of pairs."""

from ranking.selectors.board_votes import BoardVotes, board_votes
from ranking.selectors.boards import (
    OVERALL,
    boards,
    expected_share,
    newest_leaderboard,
    newest_leaderboards,
    plain_leaderboards,
    public_contestants,
    rating_of,
    rating_widths,
    ratings,
    strengths,
)
from ranking.selectors.counts import (
    Load,
    active_contestant_ids,
    excluded_tally,
    has_rows,
    lens_of,
    lens_totals,
    load,
    num_changed_since,
    num_counted,
    pair_counts,
)
from ranking.selectors.pairs import (
    PairRecord,
    comparison_counts,
    opponent_records,
    pair_record,
)

__all__ = [
    "OVERALL",
    "BoardVotes",
    "Load",
    "PairRecord",
    "active_contestant_ids",
    "board_votes",
    "boards",
    "comparison_counts",
    "excluded_tally",
    "expected_share",
    "has_rows",
    "lens_of",
    "lens_totals",
    "load",
    "newest_leaderboard",
    "newest_leaderboards",
    "num_changed_since",
    "num_counted",
    "opponent_records",
    "pair_counts",
    "pair_record",
    "plain_leaderboards",
    "public_contestants",
    "rating_of",
    "rating_widths",
    "ratings",
    "strengths",
]
