"""Reads of the ranking: boards, records of pairs, and what pair sampling wants to know."""

from ranking.selectors.board_votes import BoardVotes, board_votes
from ranking.selectors.boards import (
    OVERALL,
    active_contestant_ids,
    boards,
    expected_share,
    newest_leaderboard,
    newest_leaderboards,
    public_contestants,
    rating_of,
    rating_widths,
    ratings,
    strengths,
)
from ranking.selectors.comparisons import (
    Load,
    PairRecord,
    comparison_counts,
    load_comparisons,
    num_changed_since,
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
    "expected_share",
    "load_comparisons",
    "newest_leaderboard",
    "newest_leaderboards",
    "num_changed_since",
    "opponent_records",
    "pair_record",
    "public_contestants",
    "rating_of",
    "rating_widths",
    "ratings",
    "strengths",
]
