"""Which ways to play have tournaments, and where the models sit in them. Pure.

Left out: what is for fun only, and what nobody of ours plays well enough at the other seat. The
bank does not tell all words apart, so a model that answers truly would not be found out by it.
"""

from games.rules.base import Seat
from games.rules.questions import GUESSER

Alone = Seat | None  # the one seat that models take, None where they take both
FORMATS: dict[tuple[str, str], Alone] = {
    ("akinator", "classic"): GUESSER,
    ("taboo", "classic"): GUESSER,
    ("taboo", "adversarial"): None,
    ("bluffing", "fact-card"): None,
    ("connect-four", "standard"): None,
}
