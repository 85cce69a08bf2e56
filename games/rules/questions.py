"""One seat has a word in mind, the other asks yes-or-no questions and guesses. Played together.

Akinator of GameArena (arXiv 2412.06394): twenty turns, five answers, a wrong guess costs a turn,
and the last turn must be a guess. Beside it: three wrong guesses end the match, and no question may
be asked twice.
"""

from dataclasses import dataclass, replace
from typing import Any

from games.rules.base import (
    NOBODY,
    Brief,
    Deal,
    Fact,
    Form,
    IllegalMove,
    ImpossibleDeal,
    Mode,
    Outcome,
    Payload,
    Result,
    Seat,
    mode_of,
)
from games.rules.payloads import (
    choice,
    choice_schema,
    list_of_texts,
    list_schema,
    text,
    text_schema,
)
from games.wording.guesses import names_word
from games.wording.repeats import as_asked

GUESSER, HOLDER = "guesser", "holder"
ANSWERS = ("yes", "probably yes", "don't know", "probably no", "no")
MOST_WRONG = 3
LONGEST_TEXT = 160
LONGEST_WORD = 40
MOST_CANDIDATES = 10


@dataclass(frozen=True)
class Round:
    """A question with its answer, or a guess with "right" or "wrong"; "" until it is given."""

    number: int
    text: str
    is_guess: bool
    answer: str = ""


@dataclass(frozen=True)
class Position:
    num_turns: int
    word: str  # "" until the holder has chosen one
    aliases: tuple[str, ...]
    rounds: tuple[Round, ...] = ()

    @property
    def num_wrong(self) -> int:
        return sum(one.answer == "wrong" for one in self.rounds)

    @property
    def open_question(self) -> Round | None:
        last = self.rounds[-1] if self.rounds else None
        return last if last and not last.answer else None


@dataclass(frozen=True)
class Briefs:
    """Wordings of the task of each seat, for a model that sits there."""

    guesser: tuple[str, ...]
    holder: tuple[str, ...]


class Questions:
    """The rules; the games made of them differ in who sits where."""

    version = 1
    seats = (HOLDER, GUESSER)

    def __init__(self, key: str, modes: tuple[Mode, ...], briefs: Briefs) -> None:
        self.key = key
        self.modes = modes
        self._briefs = briefs

    def start(self, deal: Deal) -> Position:
        mode = mode_of(self, deal.mode)
        if deal.num_turns < 1:
            raise ImpossibleDeal("A match takes at least one turn.")
        if mode.deals and not deal.item.get("word"):
            raise ImpossibleDeal(f"{self.key} is dealt a word.")
        return Position(
            num_turns=deal.num_turns,
            word=str(deal.item.get("word", "")),
            aliases=tuple(deal.item.get("aliases", ())),
        )

    def legal(self, position: Position, seat: Seat) -> Form | None:
        if self.outcome(position) or seat != self._to_move(position):
            return None
        if not position.word:
            return Form({"action": choice_schema(["choose"]), "word": text_schema(LONGEST_WORD)})
        if seat == HOLDER:
            return Form({"answer": choice_schema(ANSWERS)})
        is_last = len(position.rounds) == position.num_turns - 1
        actions = ["guess"] if is_last else ["ask", "guess"]
        return Form(
            {"action": choice_schema(actions), "text": text_schema(LONGEST_TEXT)},
            probe={"candidates": list_schema(MOST_CANDIDATES, LONGEST_WORD)},
        )

    def apply(self, position: Position, seat: Seat, move: Payload) -> tuple[Fact, ...]:
        if self.legal(position, seat) is None:
            raise IllegalMove("It is not your turn.")
        if not position.word:
            choice(move, "action", ("choose",))
            word = text(move, "word", LONGEST_WORD)
            return (Fact("chosen", {"word": word}, seat, seen_by=(HOLDER,)),)
        if seat == HOLDER:
            return (Fact("answered", {"answer": choice(move, "answer", ANSWERS)}, seat),)
        return self._asked_or_guessed(position, move)

    def evolve(self, position: Position, fact: Fact) -> Position:
        rounds = position.rounds
        if fact.kind == "chosen":
            return replace(position, word=fact.payload["word"])
        if fact.kind in ("asked", "guessed"):
            new = Round(len(rounds) + 1, fact.payload["text"], is_guess=fact.kind == "guessed")
            return replace(position, rounds=(*rounds, new))
        if fact.kind == "answered":
            return _with_answer(position, fact.payload["answer"])
        if fact.kind == "ruled":
            return _with_answer(position, "right" if fact.payload["holds"] else "wrong")
        return position

    def view(self, position: Position, seat: Seat | None) -> dict[str, Any]:
        knows = seat == HOLDER or self.outcome(position) is not None
        return {
            "num_turns": position.num_turns,
            "num_used": len(position.rounds),
            "wrong_guesses_left": MOST_WRONG - position.num_wrong,
            "must_guess": len(position.rounds) == position.num_turns - 1,
            "word": position.word if knows else None,
        }

    def outcome(self, position: Position) -> Outcome | None:
        last = position.rounds[-1] if position.rounds else None
        if last and last.answer == "right":
            share = 1 - (len(position.rounds) - 1) / position.num_turns
            return _together(Result.WON, "guessed", round(100 * share, 1))
        if position.num_wrong == MOST_WRONG:
            return _together(Result.LOST, "three-wrong-guesses", 0)
        if last and last.answer and len(position.rounds) == position.num_turns:
            return _together(Result.LOST, "no-turns-left", 0)
        return None

    def brief(self, position: Position, seat: Seat) -> Brief:
        transcript = [
            line for one in position.rounds for line in _lines(one, is_guesser=seat == GUESSER)
        ]
        if seat == GUESSER:
            left = position.num_turns - len(position.rounds)
            ask = f"You have {left} turns left. " + (
                "Guess now." if left == 1 else "Ask the next question, or guess."
            )
            return Brief(self._briefs.guesser, tuple(transcript), ask)
        if not position.word:
            return Brief(self._briefs.holder, (), "Choose a word that most people know.")
        ask = f"The word is: {position.word}. Answer the last question truthfully."
        return Brief(self._briefs.holder, tuple(transcript), ask)

    def _to_move(self, position: Position) -> Seat:
        return HOLDER if not position.word or position.open_question else GUESSER

    def _asked_or_guessed(self, position: Position, move: Payload) -> tuple[Fact, ...]:
        is_last = len(position.rounds) == position.num_turns - 1
        if choice(move, "action", ("ask", "guess")) == "ask" and is_last:
            raise IllegalMove("This is the last turn: make a guess.")
        said = text(move, "text", LONGEST_TEXT)
        candidates = list_of_texts(move, "candidates", MOST_CANDIDATES, LONGEST_WORD)
        listed = (
            (Fact("listed", {"candidates": candidates}, GUESSER, NOBODY),) if candidates else ()
        )
        if move["action"] == "ask":
            asked = {as_asked(one.text) for one in position.rounds if not one.is_guess}
            if as_asked(said) in asked:
                raise IllegalMove("You asked that before. Ask something new, or guess.")
            return (*listed, Fact("asked", {"text": said}, GUESSER))
        ruling = names_word(said, position.word, position.aliases)
        return (
            *listed,
            Fact("guessed", {"text": said}, GUESSER),
            Fact("ruled", ruling.to_json()),
        )


def _with_answer(position: Position, answer: str) -> Position:
    return replace(
        position, rounds=(*position.rounds[:-1], replace(position.rounds[-1], answer=answer))
    )


def _together(result: Result, reason: str, score: float) -> Outcome:
    return Outcome({HOLDER: result, GUESSER: result}, reason, {HOLDER: score, GUESSER: score})


def _lines(one: Round, *, is_guesser: bool) -> list[tuple[bool, str]]:
    said = f"Is it {one.text}?" if one.is_guess else one.text
    answer = {"right": "Yes, that is it.", "wrong": "No, that is not it."}.get(
        one.answer, one.answer.capitalize()
    )
    lines = [(is_guesser, f"{one.number}. {said}")]
    return [*lines, (not is_guesser, answer)] if one.answer else lines
