"""What an attacker sets out to do, and by which means."""

from dataclasses import dataclass
from enum import StrEnum

LARGEST_CROWD = 1000


class ImpossiblePlan(ValueError):
    """No attack can be run like this; the message says how to mend it."""


class Attack(StrEnum):
    """Which battles are used, and how the better side is chosen.

    TARGET_ONLY votes where the target is recognised (Huang Y. et al. 2025, arXiv 2501.07493). The
    others vote in every battle (Min et al. 2025, arXiv 2501.17858): OMNI_ONLINE by one step of
    Elo, the last two by a refit, for the target's rating or for its gap to the next place.
    """

    TARGET_ONLY = "target-only"
    OMNI_ONLINE = "omni-online"
    OMNI_ABSOLUTE = "omni-absolute"
    OMNI_RELATIVE = "omni-relative"


class Passive(StrEnum):
    """What is done where the target is not recognised."""

    ABSTAIN = "abstain"
    RANDOM = "random"
    TIE = "tie"
    BOTH_BAD = "both-bad"
    NORMAL = "normal"  # as people voted on the pair before


@dataclass(frozen=True)
class Plan:
    """One attack, from the present board until `rank` is reached or patience ends.

    target, rank       places: the contestant's number from 0, the rank wanted from 1
    accuracy           of the detector: how often it tells rightly whether the target is there, or,
                       for attacks on every battle, who an answer is by
    trusts_alarms      whether a vote is cast where the detector sees the target by mistake
    refit_every        interactions between two refits of the board
    most_interactions  when to give up
    crowd              honest votes for each vote that the attacker casts: 9 where a tenth of all
                       new votes are the attacker's, 0 where nobody else votes meanwhile
    upset_limit        a defence: a vote for a side that the first board gave a chance below
                       1 - upset_limit is thrown away (Min et al.); None lets all count
    """

    target: int
    rank: int
    attack: Attack = Attack.TARGET_ONLY
    passive: Passive = Passive.ABSTAIN
    accuracy: float = 0.95
    trusts_alarms: bool = False
    refit_every: int = 1000
    most_interactions: int = 400_000
    upset_limit: float | None = None
    crowd: float = 0.0

    def check(self, num_contestants: int) -> None:
        """Raise ImpossiblePlan where a number makes no sense on a board of this size."""
        if num_contestants < 2:
            raise ImpossiblePlan("An attack needs a board with at least two contestants.")
        if not 0 <= self.target < num_contestants:
            raise ImpossiblePlan(f"The target is a number from 0 to {num_contestants - 1}.")
        if not 1 <= self.rank <= num_contestants:
            raise ImpossiblePlan(f"The board has ranks 1 to {num_contestants}; choose one of them.")
        if not 0.5 <= self.accuracy <= 1:
            raise ImpossiblePlan("The accuracy is a share from 0.5 (guessing) to 1 (always right).")
        if not 1 <= self.refit_every <= self.most_interactions:
            raise ImpossiblePlan(
                "Between two refits there is at least one interaction, and the attack lasts for "
                "at least one refit."
            )
        if self.upset_limit is not None and not 0.5 <= self.upset_limit <= 1:
            raise ImpossiblePlan("The limit for upsets is a chance from 0.5 to 1.")
        if not 0 <= self.crowd <= LARGEST_CROWD:
            raise ImpossiblePlan(
                f"The crowd casts from 0 to {LARGEST_CROWD:,} votes for each of the attacker's."
            )
