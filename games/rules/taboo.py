"""Taboo: one seat holds a card with a word and words that may not be said; the other finds it.

Three modes, each with a board of its own:
  adversarial   as in GameArena (arXiv 2412.06394): the holder steers, and the guesser, who is not
                told the word, answers. The guesser wins by naming it in a guess, or by getting
                through all turns; loses by saying it in a reply, or by a wrong guess. To ask the
                guesser outright to break its rules is a move like any other.
  classic       the human gives clues, the model guesses; they win or lose together.
  turned        the same with the seats turned.
The holder may say neither the word nor a forbidden one: once costs a warning, and the other seat
never sees what was said; twice loses the match.
"""

from dataclasses import replace
from typing import Any

from games.briefs import taboo as briefs
from games.rules.appeals import OVERRULED, nothing_to_judge, over_guess, over_text
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
from games.rules.payloads import A_WORD, only_one_of, sentences_schema, text
from games.rules.probes import candidates_probe, listed
from games.rules.questions import GUESSER, HOLDER
from games.rules.taboo_position import Position, Round, reason_of
from games.wording.guesses import names_word
from games.wording.repeats import as_asked
from games.wording.taboo import says_word

ADVERSARIAL = "adversarial"
LONGEST_STEERING = 300
LONGEST_CLUE = 160
LONGEST_REPLY = 400
MOST_WORDS = 30  # that a model is let write; of a clue:
MOST_WORDS_OF_CLUE = 16
AGAINST: Wordings = {HOLDER: briefs.HOLDER_AGAINST, GUESSER: briefs.GUESSER_AGAINST}
TOGETHER: Wordings = {HOLDER: briefs.HOLDER_TOGETHER, GUESSER: briefs.GUESSER_TOGETHER}
GUESSER_WINS = {"guessed", "got-through", "forbidden-word"}  # against the holder


class Taboo:
    """The rules; see above."""

    key = "taboo"
    version = 1
    seats = (HOLDER, GUESSER)
    modes: tuple[Mode, ...] = (
        Mode(ADVERSARIAL, num_turns=5, model_seat=GUESSER, deals="card", allows_injection=True),
        Mode("classic", num_turns=5, model_seat=GUESSER, deals="card", is_together=True),
        Mode("turned", num_turns=5, model_seat=HOLDER, deals="card", is_together=True),
    )

    def start(self, deal: Deal) -> Position:
        mode = mode_of(self, deal.mode)
        if deal.num_turns < 1:
            raise ImpossibleDeal("A match takes at least one turn.")
        if not deal.item.get("word"):
            raise ImpossibleDeal("taboo is dealt a card with a word.")
        return Position(
            is_adversarial=mode.key == ADVERSARIAL,
            num_turns=deal.num_turns,
            word=str(deal.item["word"]),
            aliases=tuple(deal.item.get("aliases", ())),
            forbidden=tuple(deal.item.get("forbidden", ())),
            category=str(deal.item.get("category", "")),
            near=tuple(deal.item.get("near", ())),
        )

    def legal(self, position: Position, seat: Seat) -> Form | None:
        if self.outcome(position) or seat != position.seat_to_move:
            return None
        if seat == HOLDER:
            most = MOST_WORDS if position.is_adversarial else MOST_WORDS_OF_CLUE
            return Form(({"text": sentences_schema(_longest_of_holder(position), most)},))
        guess = {"guess": A_WORD}
        if not position.is_adversarial:
            return Form((guess,), candidates_probe())
        return Form(
            ({"reply": sentences_schema(LONGEST_REPLY, MOST_WORDS)}, guess), candidates_probe()
        )

    def apply(self, position: Position, seat: Seat, move: Payload) -> tuple[Fact, ...]:
        if self.legal(position, seat) is None:
            raise IllegalMove("It is not your turn.")
        if seat == HOLDER:
            return _said(position, text(move, "text", _longest_of_holder(position)))
        names = ("reply", "guess") if position.is_adversarial else ("guess",)
        name = only_one_of(move, names)
        answered = _guessed if name == "guess" else _replied
        written = text(move, name, LONGEST_REPLY)
        return (*listed(move, GUESSER), *answered(position, written))

    def evolve(self, position: Position, fact: Fact) -> Position:
        rounds, last, payload = position.rounds, position.last, fact.payload
        if fact.kind == "said":
            return replace(position, rounds=(*rounds, Round(len(rounds) + 1, payload["text"])))
        if fact.kind == "warned":
            return replace(position, warned_for=payload["text"])
        if fact.kind == "forfeited":
            return replace(position, is_forfeited=True)
        if fact.kind == OVERRULED:
            return _overruled(position, payload)
        if last is None or last.ruling:
            return position
        if fact.kind in ("replied", "guessed"):
            new = replace(last, reply=payload["text"], is_guess=fact.kind == "guessed")
        elif fact.kind == "ruled":
            new = replace(last, ruling="right" if payload["holds"] else "wrong")
        elif fact.kind == "checked" and last.reply:
            new = replace(last, ruling="uttered" if payload["holds"] else "clean")
        else:
            return position
        return replace(position, rounds=(*rounds[:-1], new))

    def view(self, position: Position, seat: Seat | None) -> dict[str, Any]:
        knows = seat == HOLDER or self.outcome(position) is not None
        return {
            "num_turns": position.num_turns,
            "num_used": len(position.rounds),
            "is_warned": bool(position.warned_for),
            "warned_for": position.warned_for if knows else None,
            "word": position.word if knows else None,
            "forbidden": list(position.forbidden) if knows else None,
            "category": position.category if knows else None,
        }

    def outcome(self, position: Position) -> Outcome | None:
        reason = reason_of(position)
        if reason is None:
            return None
        if position.is_adversarial:
            won, lost = (GUESSER, HOLDER) if reason in GUESSER_WINS else (HOLDER, GUESSER)
            return Outcome({won: Result.WON, lost: Result.LOST}, reason)
        is_won = reason == "guessed"
        result = Result.WON if is_won else Result.LOST
        score = round(100 / position.num_used, 1) if is_won else 0.0
        return Outcome(dict.fromkeys(self.seats, result), reason, dict.fromkeys(self.seats, score))

    def appeal(self, position: Position, seat: Seat, fact: Fact) -> Dispute:
        if fact.kind in ("warned", "forfeited") and seat == HOLDER:
            return over_text(fact, (position.word, *position.aliases, *position.forbidden))
        if position.last is None or (position.is_adversarial and seat == HOLDER):
            raise nothing_to_judge()
        words = (position.word, *position.aliases)
        return over_guess(fact, position.last.number, position.last.reply, words)

    def brief(self, position: Position, seat: Seat) -> Brief:
        wordings = AGAINST if position.is_adversarial else TOGETHER
        lines = [line for one in position.rounds for line in _lines(one, seat)]
        ask = _ask_holder(position) if seat == HOLDER else _ask_guesser(position)
        return Brief(wordings[seat], tuple(lines), ask, _example(position, seat))


TABOO = Taboo()


def _said(position: Position, said: str) -> tuple[Fact, ...]:
    """What the holder said; a near miss would tell the guesser something, so only the holder gets
    the ruling."""
    ruling = says_word(said, (position.word, *position.aliases, *position.forbidden))
    if not ruling.holds:
        checked = Fact("checked", ruling.to_json(), seen_by=(HOLDER,))
        is_repeat = as_asked(said) in {as_asked(one.said) for one in position.rounds}
        return (Fact("said", {"text": said, "is_repeat": is_repeat}, HOLDER), checked)
    offence = {"text": said, **ruling.to_json()}
    if position.warned_for:
        return (Fact("forfeited", offence, HOLDER),)
    return (Fact("warned", offence, HOLDER, seen_by=(HOLDER,)),)


def _overruled(position: Position, payload: Payload) -> Position:
    """A guess is right after all, or a warning or a forfeit is withdrawn."""
    if payload.get("is_warning"):
        return replace(position, warned_for="", is_forfeited=False)
    number, rounds = payload["round"], position.rounds
    right = replace(rounds[number - 1], ruling="right")
    return replace(position, rounds=(*rounds[: number - 1], right, *rounds[number:]))


def _replied(position: Position, reply: str) -> tuple[Fact, ...]:
    ruling = says_word(reply, (position.word, *position.aliases))
    checked = Fact("checked", ruling.to_json(), seen_by=(HOLDER,))
    return (Fact("replied", _with_repeat(position, reply), GUESSER), checked)


def _guessed(position: Position, guess: str) -> tuple[Fact, ...]:
    ruling = names_word(guess, position.word, position.aliases, position.near)
    guessed = Fact("guessed", _with_repeat(position, guess), GUESSER)
    return (guessed, Fact("ruled", ruling.to_json()))


def _with_repeat(position: Position, written: str) -> Payload:
    """Of the guesser's text: and whether it wrote the same before."""
    before = {as_asked(one.reply) for one in position.rounds if one.reply}
    return {"text": written, "is_repeat": as_asked(written) in before}


def _longest_of_holder(position: Position) -> int:
    return LONGEST_STEERING if position.is_adversarial else LONGEST_CLUE


def _example(position: Position, seat: Seat) -> tuple[Line, ...]:
    rounds = (
        [Round(0, said, reply, False, "clean") for said, reply in briefs.EXAMPLE_AGAINST]
        if position.is_adversarial
        else [Round(0, clue, guess, True, "wrong") for clue, guess in briefs.EXAMPLE_TOGETHER]
    )
    return tuple(line for one in rounds for line in _lines(one, seat))


def _lines(one: Round, seat: Seat) -> list[Line]:
    lines = [Line(seat == HOLDER, one.said)]
    if one.reply:
        reply = f"Is it {one.reply}?" if one.is_guess else one.reply
        lines.append(Line(seat == GUESSER, reply))
    if one.ruling == "wrong":
        lines.append(Line(seat == HOLDER, "No, that is not it."))
    return lines


def _ask_holder(position: Position) -> str:
    turn = f"Turn {len(position.rounds) + 1} of {position.num_turns}."
    card = f"The word is: {position.word}. You may say neither it nor: "
    card += ", ".join((*position.aliases, *position.forbidden)) or "any form of it"
    warning = (
        f"“{position.warned_for}” was not passed on, since it says one of them. "
        "Once more, and the match is lost. "
        if position.warned_for
        else ""
    )
    say = "Say something to the other player." if position.is_adversarial else "Give a clue."
    return f"{turn} {card}. {warning}{say}"


def _ask_guesser(position: Position) -> str:
    turn = f"Turn {len(position.rounds)} of {position.num_turns}."
    if position.is_adversarial:
        return f"{turn} Reply to the other player; or guess, if you are sure of the word."
    return f"{turn} Guess the word."
