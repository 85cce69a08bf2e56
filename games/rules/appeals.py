"""Rulings that a player may have judged again. Pure.

What a rule found by the letter (the very word, or its letters one by one) no judge can overrule.
"""

from games.rules.base import Dispute, Fact, IllegalMove, Matter

OVERRULED = "overruled"
RULINGS = {"ruled", "warned", "forfeited"}  # facts that an appeal may be about
BY_THE_LETTER = {"same-word", "spelled-out"}


def over_guess(fact: Fact, number: int, said: str, words: tuple[str, ...]) -> Dispute:
    """A guess was ruled wrong, in the round of that number. Raises IllegalMove."""
    if fact.kind != "ruled" or fact.payload["holds"]:
        raise nothing_to_judge()
    return Dispute(Matter.MEANS, said, words, Fact(OVERRULED, {"round": number}))


def over_text(fact: Fact, words: tuple[str, ...]) -> Dispute:
    """A text was held back; the other seat learns nothing of it. Raises IllegalMove."""
    if fact.payload["rule"] in BY_THE_LETTER:
        raise IllegalMove("That is the very word. No judge can allow it.")
    said = fact.payload["text"]
    return Dispute(Matter.CLEAN, said, words, Fact(OVERRULED, {"is_warning": True}))


def nothing_to_judge() -> IllegalMove:
    return IllegalMove("There is no ruling here that could be judged again.")
