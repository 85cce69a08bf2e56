"""What is known of a match only once it is over, as JSON: beliefs of its model, those asked for
afterwards too, what each answer told, and answers that our word bank would not have given.

The bank knows less than people do: a surprising answer is no fault, and of a human's answers only
they themselves are told.
"""

from typing import Any

from games.analysis.answers import Answered
from games.analysis.measures import bits_of
from games.asking.retrospect import PROBE_VERSION
from games.counting import audited
from games.models import Match, Player
from games.rules.base import Seat
from games.rules.questions import HOLDER
from games.rules.questions import Position as QuestionsPosition
from games.selectors import Record, beliefs_of, seats_of_models, told_events
from games.words import oracle


def hindsight_of(match: Match, record: Record, seat: Seat | None) -> dict[str, Any]:
    """seat: of whoever looks, None for a spectator.

    beliefs: [{"turn", "seq", "live", "replay"}]; and of a word that was dealt:
    told: [{"turn", "question", "answer", "bits"}];
    surprising: {"is_own", "is_excluded", "answers": [{"question", "answer"}]}, or None.
    """
    return {
        "beliefs": _beliefs(match, record),
        "told": _told(match, record),
        "surprising": _surprising(match, record, seat),
    }


def _beliefs(match: Match, record: Record) -> list[dict[str, Any]]:
    """Of the first model that had something to believe about, be it one that only listened."""
    seqs = [event.seq for event in told_events(match)]
    for seat in seats_of_models(match):
        beliefs = beliefs_of(match, record, seat, PROBE_VERSION)
        if beliefs:
            return [
                {
                    "turn": one.turn,
                    "seq": seqs[one.num_facts],
                    "live": one.live,
                    "replay": one.replay,
                }
                for one in beliefs
            ]
    return []


def _told(match: Match, record: Record) -> list[dict[str, Any]]:
    """turn: as questions are counted; bits: None where the bank cannot say."""
    position = record.position
    if not isinstance(position, QuestionsPosition) or not match.item_key:
        return []
    rounds = [one for one in position.rounds if one.answer and not one.is_guess]
    bits = bits_of([Answered(one.text, one.answer) for one in rounds])
    return [
        {
            "turn": one.number,
            "question": one.text,
            "answer": one.answer,
            "bits": None if told is None else told.gained,
        }
        for one, told in zip(rounds, bits, strict=True)
    ]


def _surprising(match: Match, record: Record, seat: Seat | None) -> dict[str, Any] | None:
    holder = match.players.filter(seat=HOLDER).first()
    position = record.position
    if not isinstance(position, QuestionsPosition) or not match.item_key or holder is None:
        return None
    if seat != HOLDER and holder.kind != Player.Kind.MODEL:
        return None
    found = audited(record.facts, position.word, match.item_key, oracle.answer)
    questions = [one for one in position.rounds if not one.is_guess]
    asked = [questions[number - 1] for number in found.surprising]
    if not asked:
        return None
    return {
        "is_own": seat == HOLDER,
        "is_excluded": match.is_rated and seat == HOLDER and found.is_excluded,
        "answers": [{"question": one.text, "answer": one.answer} for one in asked],
    }
