"""The arena in the admin: battles, votes, and people."""

from arena.admin import battles, people

__all__ = ["battles", "people"]
