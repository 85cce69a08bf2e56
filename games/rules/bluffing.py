"""Bluffing: one seat tells something that may be false, the other asks and then gives a verdict.

As in GameArena (arXiv 2412.06394): up to five questions, a verdict at any time, and after the last
question nothing but a verdict. Where the truth comes from differs by mode:
  fact-card    a claim is dealt, true or false as it was drawn, with a dossier for the teller; only
               this mode can be rated, since here the truth is nobody's word
  personal     the teller writes a statement and says first, sealed, whether it is true
  two-truths   the teller writes three statements and marks the lie; the verdict names it
"""

from dataclasses import replace
from typing import Any

from games.briefs import bluffing as briefs
from games.rules.appeals import nothing_to_judge
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
from games.rules.bluffing_position import (
    FACT_CARD,
    LIES,
    PERSONAL,
    QUESTIONER,
    TELLER,
    TRUTHS,
    TWO_TRUTHS,
    Position,
    Round,
)
from games.rules.payloads import (
    choice,
    choice_schema,
    only_one_of,
    question,
    question_schema,
    sentences_schema,
    text,
)
from games.rules.probes import belief_probe, believed
from games.wording.repeats import as_asked

NAMES_OF_THREE = ("first", "second", "third")
LONGEST_STATEMENT = 200
LONGEST_QUESTION = 160
LONGEST_ANSWER = 400
MOST_WORDS = 40  # that a model is let write; of a question or a statement:
MOST_WORDS_OF_QUESTION = 20
WORDINGS: Wordings = {TELLER: briefs.TELLER, QUESTIONER: briefs.QUESTIONER}
WORDINGS_OF_THREE: Wordings = {
    TELLER: briefs.TELLER_OF_THREE,
    QUESTIONER: briefs.QUESTIONER_OF_THREE,
}


class Bluffing:
    """The rules; see above."""

    key = "bluffing"
    version = 1
    seats = (TELLER, QUESTIONER)
    modes: tuple[Mode, ...] = (
        Mode(FACT_CARD, num_turns=5, model_seat=QUESTIONER, deals="fact"),
        Mode(PERSONAL, num_turns=5, model_seat=QUESTIONER, is_rated=False),
        Mode(TWO_TRUTHS, num_turns=5, model_seat=QUESTIONER, is_rated=False),
    )

    def start(self, deal: Deal) -> Position:
        mode = mode_of(self, deal.mode)
        if deal.num_turns < 1:
            raise ImpossibleDeal("A match takes at least one question.")
        position = Position(mode.key, deal.num_turns)
        if mode.key != FACT_CARD:
            return position
        item = deal.item
        if not item.get("claim") or not isinstance(item.get("truth"), bool):
            raise ImpossibleDeal("bluffing is dealt a claim and whether it is true.")
        return replace(
            position,
            statements=(str(item["claim"]),),
            truth=TRUTHS[0] if item["truth"] else TRUTHS[1],
            topic=str(item.get("topic", "")),
            dossier=str(item.get("dossier", "")),
        )

    def legal(self, position: Position, seat: Seat) -> Form | None:
        if position.verdict or seat != position.seat_to_move:
            return None
        if not position.truth:
            return _form_of_statements(position.mode)
        if seat == TELLER:
            return Form(({"answer": sentences_schema(LONGEST_ANSWER, MOST_WORDS)},))
        verdict = {"verdict": choice_schema(position.verdicts)}
        question_or_verdict = (
            {"question": question_schema(LONGEST_QUESTION, MOST_WORDS_OF_QUESTION)},
            verdict,
        )
        options = (verdict,) if position.must_rule else question_or_verdict
        return Form(options, belief_probe(position.beliefs))

    def apply(self, position: Position, seat: Seat, move: Payload) -> tuple[Fact, ...]:
        if self.legal(position, seat) is None:
            raise IllegalMove("It is not your turn.")
        if not position.truth:
            return _stated(position.mode, move)
        if seat == TELLER:
            return (Fact("answered", {"text": text(move, "answer", LONGEST_ANSWER)}, seat),)
        return _asked_or_ruled(position, move)

    def evolve(self, position: Position, fact: Fact) -> Position:
        rounds, payload = position.rounds, fact.payload
        if fact.kind == "stated":
            return replace(position, statements=tuple(payload["statements"]))
        if fact.kind == "sealed":
            return replace(position, truth=payload["truth"])
        if fact.kind == "asked":
            return replace(position, rounds=(*rounds, Round(len(rounds) + 1, payload["text"])))
        if fact.kind == "answered":
            answered = replace(rounds[-1], answer=payload["text"])
            return replace(position, rounds=(*rounds[:-1], answered))
        if fact.kind == "gave_verdict":
            return replace(position, verdict=payload["verdict"])
        return position

    def view(self, position: Position, seat: Seat | None) -> dict[str, Any]:
        knows = seat == TELLER or bool(position.verdict)
        return {
            "num_turns": position.num_turns,
            "num_used": len(position.rounds),
            "must_rule": position.must_rule,
            "statements": list(position.statements),
            "topic": position.topic,
            "truth": (position.truth or None) if knows else None,
            "dossier": position.dossier if knows else None,
            "verdict": position.verdict or None,
        }

    def outcome(self, position: Position) -> Outcome | None:
        if not position.verdict:
            return None
        if position.verdict == position.truth:
            return Outcome({QUESTIONER: Result.WON, TELLER: Result.LOST}, "seen-through")
        return Outcome({QUESTIONER: Result.LOST, TELLER: Result.WON}, "deceived")

    def appeal(self, position: Position, seat: Seat, fact: Fact) -> Dispute:
        raise nothing_to_judge()

    def brief(self, position: Position, seat: Seat) -> Brief:
        wordings = WORDINGS_OF_THREE if position.mode == TWO_TRUTHS else WORDINGS
        lines = [Line(seat == TELLER, _shown(position.statements))] if position.statements else []
        lines += [line for one in position.rounds for line in _lines(one, seat)]
        ask = _ask_teller(position) if seat == TELLER else _ask_questioner(position)
        rounds = [Round(0, asked, answer) for asked, answer in briefs.EXAMPLE]
        example = [Line(seat == TELLER, briefs.STATEMENT)]
        example += [line for one in rounds for line in _lines(one, seat)]
        return Brief(wordings[seat], tuple(lines), ask, tuple(example))


BLUFFING = Bluffing()


def _form_of_statements(mode: str) -> Form:
    statement = sentences_schema(LONGEST_STATEMENT, MOST_WORDS_OF_QUESTION)
    if mode == TWO_TRUTHS:
        three = dict.fromkeys(NAMES_OF_THREE, statement)
        return Form(({**three, "lie": choice_schema(LIES)},))
    return Form(({"statement": statement, "truth": choice_schema(TRUTHS)},))


def _stated(mode: str, move: Payload) -> tuple[Fact, ...]:
    """The statements for all, and the truth for the teller alone."""
    if mode == TWO_TRUTHS:
        statements = [text(move, name, LONGEST_STATEMENT) for name in NAMES_OF_THREE]
        if len({one.casefold() for one in statements}) < len(statements):
            raise IllegalMove("Two of the statements are the same. Write three that differ.")
        truth = choice(move, "lie", LIES)
    else:
        statements = [text(move, "statement", LONGEST_STATEMENT)]
        truth = choice(move, "truth", TRUTHS)
    return (
        Fact("stated", {"statements": statements}, TELLER),
        Fact("sealed", {"truth": truth}, TELLER, seen_by=(TELLER,)),
    )


def _asked_or_ruled(position: Position, move: Payload) -> tuple[Fact, ...]:
    belief = believed(move, QUESTIONER, position.beliefs)
    if only_one_of(move, ("question", "verdict")) == "verdict":
        verdict = choice(move, "verdict", position.verdicts)
        return (*belief, Fact("gave_verdict", {"verdict": verdict}, QUESTIONER))
    if position.must_rule:
        raise IllegalMove("There are no questions left: give your verdict.")
    asked = question(move, "question", LONGEST_QUESTION)
    is_repeat = as_asked(asked) in {as_asked(one.question) for one in position.rounds}
    return (*belief, Fact("asked", {"text": asked, "is_repeat": is_repeat}, QUESTIONER))


def _lines(one: Round, seat: Seat) -> list[Line]:
    asked = Line(seat == QUESTIONER, one.question)
    return [asked, Line(seat == TELLER, one.answer)] if one.answer else [asked]


def _shown(statements: tuple[str, ...]) -> str:
    if len(statements) == 1:
        return statements[0]
    return " ".join(f"({number}) {one}" for number, one in enumerate(statements, start=1))


def _ask_teller(position: Position) -> str:
    if not position.truth:
        if position.mode == TWO_TRUTHS:
            return "Write your three statements, and say which of them is the lie."
        return "Write your statement, and say whether it is true."
    if position.mode == TWO_TRUTHS:
        return f"The lie is number {position.truth}. Answer the last question."
    dossier = f"What you know: {position.dossier} " if position.dossier else ""
    return f"The statement is {position.truth}. {dossier}Answer the last question."


def _ask_questioner(position: Position) -> str:
    left = position.num_turns - len(position.rounds)
    verdict = (
        "Say which statement is the lie: 1, 2 or 3."
        if position.mode == TWO_TRUTHS
        else "Say whether the statement is true or false."
    )
    if not left:
        return f"You have no questions left. {verdict}"
    return f"You have {left} questions left. Ask the next one; or, if you are sure: {verdict}"
