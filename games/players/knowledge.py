"""Players of Akinator and Twenty questions that know things: for tests and tournaments.

A table says of each word how each question is answered. Who guesses by it halves what is left; who
answers by it is honest, or lies, or slips now and then.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from random import Random

from games.players.player import Player
from games.rules.base import Payload, Seat
from games.rules.questions import ANSWERS, Position

Table = Mapping[str, Mapping[str, str]]  # word -> question -> one of ANSWERS
Knows = Callable[[str, str], str]  # (word, question) -> one of ANSWERS
OPPOSITES = dict(zip(ANSWERS, reversed(ANSWERS), strict=True))
SIGNS = {"yes": 1, "probably yes": 1, "don't know": 0, "probably no": -1, "no": -1}


def knowledge_guesser(table: Table) -> Player:
    """Asks what splits the words that are left most evenly; guesses when nothing splits them.

    With true answers, n words that any question may halve take ceil(log2 n) questions and a guess.
    """

    def play(position: Position, seat: Seat, rng: Random) -> Payload:
        left = words_left(table, position)
        if not left:
            return {"guess": rng.choice(sorted(table))}
        asked = {one.text for one in position.rounds}
        question = _best_question(table, left, asked, rng)
        if question is None or position.is_last_turn:
            return {"guess": rng.choice(left), "candidates": left}
        return {"question": question, "candidates": left}

    return play


def words_left(table: Table, position: Position) -> list[str]:
    """Words that fit the answers best, without those guessed wrongly; one false answer need not
    leave nothing."""
    wrong = {one.text for one in position.rounds if one.is_guess}
    misfits = {word: _num_misfits(table[word], position) for word in table if word not in wrong}
    fewest = min(misfits.values(), default=0)
    return sorted(word for word, count in misfits.items() if count == fewest)


def honest_holder(table: Table) -> Player:
    """Answers as the table says, "don't know" where it says nothing."""
    return holder_who(lambda word, question: table.get(word, {}).get(question, "don't know"), table)


def holder_who(knows: Knows, words: Collection[str]) -> Player:
    """Answers what it knows; chooses one of the words if need be."""

    def play(position: Position, seat: Seat, rng: Random) -> Payload:
        if not position.word:
            return {"word": rng.choice(sorted(words))}
        return {"answer": knows(position.word, position.rounds[-1].text)}

    return play


def noisy(holder: Player, *, share: float = 0.1) -> Player:
    """A holder that says the opposite in this share of its answers."""

    def play(position: Position, seat: Seat, rng: Random) -> Payload:
        move = holder(position, seat, rng)
        slips = "answer" in move and rng.random() < share
        return {"answer": OPPOSITES[move["answer"]]} if slips else move

    return play


def liar(holder: Player) -> Player:
    """A holder that always says the opposite."""
    return noisy(holder, share=1.0)


def _num_misfits(answers: Mapping[str, str], position: Position) -> int:
    asked = (one for one in position.rounds if not one.is_guess and one.answer)
    return sum(_sign(answers, one.text) * SIGNS[one.answer] < 0 for one in asked)


def _best_question(table: Table, left: Sequence[str], asked: set[str], rng: Random) -> str | None:
    """None where no question tells the words apart."""
    imbalances: dict[str, int] = {}
    for question in sorted({question for word in left for question in table[word]} - asked):
        signs = [_sign(table[word], question) for word in left]
        if 1 in signs and -1 in signs:
            imbalances[question] = abs(sum(signs)) + signs.count(0)
    if not imbalances:
        return None
    least = min(imbalances.values())
    return rng.choice([question for question, found in imbalances.items() if found == least])


def _sign(answers: Mapping[str, str], question: str) -> int:
    return SIGNS[answers.get(question, "don't know")]
