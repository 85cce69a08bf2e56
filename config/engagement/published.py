"""What GameArena published of its own people, to stand beside ours (arXiv 2412.06394).

The survey: 100 people, bars measured from the laboratory's figure, within a point. Finished: counts
of the live game's dump, 26 January to 6 February 2025. The useful shares are of paid workers for
the games and of volunteers for the chat, and so no fair comparison of the two.
"""

SURVEY_PERCENT: dict[str, dict[str, int]] = {  # by place, the share of positive and very positive
    "chat": {"like": 48, "satisfied": 38, "often": 33},
    "games": {"like": 72, "satisfied": 84, "often": 57},
    "akinator": {"like": 79, "satisfied": 90, "often": 62},
    "bluffing": {"like": 71, "satisfied": 90, "often": 52},
    "taboo": {"like": 63, "satisfied": 71, "often": 54},
}
FINISHED: dict[str, tuple[int, int]] = {  # by place, of all starts
    "games": (411, 750),
    "akinator": (104, 338),
    "bluffing": (167, 229),
    "taboo": (140, 183),
}
FINISHED_OF_MOVED: dict[str, tuple[int, int]] = {"games": (411, 488)}
USEFUL_PERCENT: dict[str, int] = {"chat": 4, "games": 87}
