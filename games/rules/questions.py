"""One seat has a word in mind, the other asks yes-or-no questions and guesses. Played together.

Akinator of GameArena (arXiv 2412.06394): twenty turns, five answers, a wrong guess costs a turn,
and the last turn must be a guess. Beside it: three wrong guesses end the match. A question that was
asked before is answered again and noted; it costs a turn like any other.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from games.rules.appeals import OVERRULED, nothing_to_judge, over_guess
from games.rules.base import (
    Brief,
    Deal,
    Dispute,
    Fact,
    Form,
    IllegalMove,
    ImpossibleDeal,
    Line,
    Mode,
    Outcome,
    Payload,
    Result,
    Seat,
    Wordings,
    mode_of,
)
from games.rules.payloads import (
    A_WORD,
    choice,
    choice_schema,
    only_one_of,
    pattern_schema,
    question,
    text,
    text_schema,
)
from games.rules.probes import candidates_probe, listed
from games.wording.guesses import names_word
from games.wording.repeats import as_asked

GUESSER, HOLDER = "guesser", "holder"
ANSWERS = ("yes", "probably yes", "don't know", "probably no", "no")
MOST_WRONG = 3
LONGEST_TEXT = 160
LONGEST_WORD = 40

OPENINGS = ("Is it", "Does it", "Can it", "Can you", "Do you", "Do people", "Would you", "Has it")
RECENT = 3  # questions whose openings a model that repeats itself has to leave
_REPLIES = {"right": "Yes, that is it.", "wrong": "No, that is not it."}
EXAMPLE = (  # the word is “lamp”; without its end, which small models would imitate at once
    ("Is it alive?", "no"),
    ("Can you hold it in one hand?", "yes"),
    ("Is it made of metal?", "don't know"),
    ("Do people have it at home?", "yes"),
    ("Does it need electricity?", "yes"),
    ("Does it give light?", "yes"),
)


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
    near: tuple[str, ...] = ()
    rounds: tuple[Round, ...] = ()

    @property
    def num_wrong(self) -> int:
        return sum(one.answer == "wrong" for one in self.rounds)

    @property
    def is_last_turn(self) -> bool:
        return len(self.rounds) == self.num_turns - 1

    @property
    def waits_for_answer(self) -> bool:
        return bool(self.rounds) and not self.rounds[-1].answer


class Questions:
    """The rules; the games made of them differ in who sits where."""

    version = 1
    seats = (HOLDER, GUESSER)

    def __init__(self, key: str, modes: tuple[Mode, ...], briefs: Wordings) -> None:
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
            near=tuple(deal.item.get("near", ())),
        )

    def legal(self, position: Position, seat: Seat) -> Form | None:
        if self.outcome(position) or seat != _to_move(position):
            return None
        if not position.word:
            return Form(({"word": text_schema(LONGEST_WORD)},))
        if seat == HOLDER:
            return Form(({"answer": choice_schema(ANSWERS)},))
        probe = candidates_probe()
        if position.is_last_turn:
            return Form((GUESS,), probe)
        return Form((_question(OPENINGS), GUESS), probe, (_question(_fresh(position)), GUESS))

    def apply(self, position: Position, seat: Seat, move: Payload) -> tuple[Fact, ...]:
        if self.legal(position, seat) is None:
            raise IllegalMove("It is not your turn.")
        if not position.word:
            word = text(move, "word", LONGEST_WORD)
            return (Fact("chosen", {"word": word}, seat, seen_by=(HOLDER,)),)
        if seat == HOLDER:
            return (Fact("answered", {"answer": choice(move, "answer", ANSWERS)}, seat),)
        if only_one_of(move, ("question", "guess")) == "question":
            return (*listed(move, GUESSER), _asked(position, move))
        said = text(move, "guess", LONGEST_TEXT)
        ruling = names_word(said, position.word, position.aliases, position.near)
        return (
            *listed(move, GUESSER),
            Fact("guessed", {"text": said}, GUESSER),
            Fact("ruled", ruling.to_json()),
        )

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
        if fact.kind == OVERRULED:
            number = fact.payload["round"]
            right = replace(rounds[number - 1], answer="right")
            return replace(position, rounds=(*rounds[: number - 1], right, *rounds[number:]))
        return position

    def view(self, position: Position, seat: Seat | None) -> dict[str, Any]:
        knows = seat == HOLDER or self.outcome(position) is not None
        return {
            "num_turns": position.num_turns,
            "num_used": len(position.rounds),
            "wrong_guesses_left": MOST_WRONG - position.num_wrong,
            "is_last_turn": position.is_last_turn,
            "word": position.word if knows else None,
        }

    def outcome(self, position: Position) -> Outcome | None:
        last = position.rounds[-1] if position.rounds else None
        right = next((one for one in position.rounds if one.answer == "right"), None)
        if right:
            share = 1 - (right.number - 1) / position.num_turns
            return _together(Result.WON, "guessed", round(100 * share, 1))
        if position.num_wrong == MOST_WRONG:
            return _together(Result.LOST, "three-wrong-guesses", 0)
        if last and last.answer and len(position.rounds) == position.num_turns:
            return _together(Result.LOST, "no-turns-left", 0)
        return None

    def appeal(self, position: Position, seat: Seat, fact: Fact) -> Dispute:
        if not position.rounds:
            raise nothing_to_judge()
        last = position.rounds[-1]
        return over_guess(fact, last.number, last.text, (position.word, *position.aliases))

    def brief(self, position: Position, seat: Seat) -> Brief:
        is_guesser = seat == GUESSER
        asked = [line for one in position.rounds for line in _lines(one, is_guesser)]
        example = [
            line
            for asked_for_practice, answer in EXAMPLE
            for line in _lines(Round(0, asked_for_practice, False, answer), is_guesser)
        ]
        if is_guesser:
            ask = "Ask a new question about the thing, or guess what it is."
            if position.is_last_turn:
                ask = "This is your last turn. Guess what it is."
            return Brief(self._briefs[GUESSER], tuple(asked), ask, tuple(example))
        if not position.word:
            return Brief(self._briefs[HOLDER], (), "Choose a word that most people know.")
        ask = f"Your word is “{position.word}”. Answer the last question about it."
        return Brief(self._briefs[HOLDER], tuple(asked), ask, tuple(example))


GUESS = {"guess": A_WORD}


def _question(openings: Sequence[str]) -> dict[str, Any]:
    pattern = rf"^({'|'.join(openings)})( [a-z]{{1,12}}){{1,9}}\?$"
    return {"question": pattern_schema(pattern)}


def _fresh(position: Position) -> list[str]:
    """Openings that the last questions did not have."""
    recent = [one.text for one in position.rounds[-RECENT:]]
    return [one for one in OPENINGS if not any(said.startswith(one) for said in recent)]


def _asked(position: Position, move: Payload) -> Fact:
    if position.is_last_turn:
        raise IllegalMove("This is the last turn: make a guess.")
    said = question(move, "question", LONGEST_TEXT)
    before = {as_asked(one.text) for one in position.rounds if not one.is_guess}
    return Fact("asked", {"text": said, "is_repeat": as_asked(said) in before}, GUESSER)


def _to_move(position: Position) -> Seat:
    return HOLDER if not position.word or position.waits_for_answer else GUESSER


def _with_answer(position: Position, answer: str) -> Position:
    answered = replace(position.rounds[-1], answer=answer)
    return replace(position, rounds=(*position.rounds[:-1], answered))


def _together(result: Result, reason: str, score: float) -> Outcome:
    return Outcome({HOLDER: result, GUESSER: result}, reason, {HOLDER: score, GUESSER: score})


def _lines(one: Round, is_guesser: bool) -> list[Line]:
    said = f"Is it {one.text}?" if one.is_guess else one.text
    asked = Line(is_guesser, said)
    reply = _REPLIES.get(one.answer, one.answer)
    return [asked, Line(not is_guesser, reply)] if reply else [asked]
