"""Programs of ours for the seats where people sit, with what the word bank knows.

They are the other player where models are measured: the same for every model, and never tired.
"""

import re
from collections.abc import Callable
from functools import cache
from random import Random

from games.players import SEARCH_PLAYERS
from games.players.knowledge import Table, holder_who, knowledge_guesser
from games.players.player import Player
from games.players.scripted import clue_giver, dossier_teller
from games.rules.base import Payload, Position, Seat
from games.rules.bluffing_position import TELLER
from games.rules.connect_four import RED, YELLOW
from games.rules.questions import GUESSER, HOLDER
from games.words import oracle
from games.words.bank import items

_QUESTION = re.compile(r"^(\w+) (it|you|people|a person) (.+)\?$")


def program_for(game: str, seat: Seat) -> Player | None:
    """None where nothing of ours plays at this seat."""
    return _PROGRAMS.get((game, seat))


def known_statements(word: str) -> tuple[str, ...]:
    """What is true of an object of the bank, as sentences, its kind first; () of other words."""
    about = _objects().get(word)
    if about is None:
        return ()
    object_id, category = about
    known = oracle.answers_of(object_id)
    true = [question for question, answer in known.items() if answer is oracle.Answer.YES]
    return (f"It is a kind of {category}.", *map(_stated, true))


@cache
def _table() -> Table:
    """Of the words that rated matches are dealt."""
    return {
        item.about["word"]: {
            question: oracle.FIVE[answer] for question, answer in oracle.answers_of(item.id).items()
        }
        for item in items("object")
        if item.is_reviewed
    }


@cache
def _objects() -> dict[str, tuple[str, str]]:
    return {item.about["word"]: (item.id, item.about["category"]) for item in items("object")}


def _stated(question: str) -> str:
    """ "Is it made of wood?" as "It is made of wood."."""
    match = _QUESTION.match(question)
    assert match, f"{question} has another form than the bank's questions"
    verb, subject, rest = match.groups()
    return f"{subject.capitalize()} {verb.lower()} {rest}."


def _when_needed(make: Callable[[], Player]) -> Player:
    """The player is made at its first move: reading the bank takes a moment."""
    made = cache(make)

    def play(position: Position, seat: Seat, rng: Random) -> Payload:
        return made()(position, seat, rng)

    return play


_HOLDER = _when_needed(lambda: holder_who(oracle.about_word, _table()))
_GUESSER = _when_needed(lambda: knowledge_guesser(_table()))
_SEARCH = SEARCH_PLAYERS["connect-four"]
_PROGRAMS: dict[tuple[str, Seat], Player] = {
    ("akinator", HOLDER): _HOLDER,
    ("akinator", GUESSER): _GUESSER,
    ("twenty-questions", HOLDER): _HOLDER,
    ("twenty-questions", GUESSER): _GUESSER,
    ("taboo", HOLDER): clue_giver(known_statements),
    ("bluffing", TELLER): dossier_teller,
    ("connect-four", RED): _SEARCH,
    ("connect-four", YELLOW): _SEARCH,
}
