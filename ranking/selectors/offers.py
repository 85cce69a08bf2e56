"""What contestants cost, beside what they are rated."""

from dataclasses import dataclass
from decimal import Decimal

from ranking.models import Contestant, Leaderboard
from ranking.selectors.boards import ratings

INPUT_SHARE = Decimal("0.75")  # of the tokens of a usual conversation; the rest is written


@dataclass(frozen=True)
class Offer:
    """usd: dollars for a million tokens, three parts read and one part written."""

    contestant: Contestant
    usd: float
    rating: float
    rating_low: float
    rating_high: float


def offers(leaderboard: Leaderboard) -> list[Offer]:
    """Everybody compared whose two prices are known, best rank first. One query."""
    found = []
    for rating in ratings(leaderboard):
        contestant = rating.contestant
        reading = contestant.input_usd_per_million_tokens
        writing = contestant.output_usd_per_million_tokens
        if rating.num_comparisons and reading is not None and writing is not None:
            usd = float(INPUT_SHARE * reading + (1 - INPUT_SHARE) * writing)
            limits = (rating.rating, rating.rating_low, rating.rating_high)
            found.append(Offer(contestant, usd, *limits))
    return found
