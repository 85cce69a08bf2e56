"""Rows of votes in files, added up by pair: what a fit starts from."""

from ranking.counting.files import CannotCount, Counted, count_votes

__all__ = ["CannotCount", "Counted", "count_votes"]
