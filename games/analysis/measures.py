"""All that one finished match shows about a model in it, as numbers by group and key.

    play    rounds: turns of the game that were used; of questions: disparity_ratio, expected_bits
            and gained_bits (means over questions, of the bank's objects); of a model that answers:
            agreement with the bank's oracle; of a verdict: ruled and truth, 1 for true
    live    what the model believed, said beside its moves; see skills.py, candidates.py, beliefs.py
    replay  the same, asked again after the match
    gap     between the two, see live_and_replay.py

What is not known is None, or its group is {}.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from games.analysis.answers import Answered, disparity_ratio, split_disparity
from games.analysis.averages import mean_of_known
from games.analysis.beliefs import SCORES, score_beliefs
from games.analysis.candidates import score_candidates
from games.analysis.honesty import audit, list_consistency
from games.analysis.information import Told, told_by
from games.analysis.live_and_replay import BeliefGap, ListGap, belief_gap, list_gap
from games.analysis.skills import of_beliefs, of_candidates
from games.rules.base import Deal, Fact, Game, Payload, Position, Seat, replay
from games.rules.questions import HOLDER, Questions
from games.rules.questions import Position as QuestionsPosition
from games.rules.turns import turns_of
from games.wording.guesses import names_word
from games.words import oracle
from games.words.bank import items

Values = dict[str, float | None]
Measures = dict[str, Values]
NOT_SAID = "don't know"


@dataclass(frozen=True)
class Seen:
    """A finished match from the seat of a model. replays: by turn, what it said afterwards."""

    game: Game
    deal: Deal
    facts: Sequence[Fact]
    seat: Seat
    replays: Mapping[int, Payload | None]


def measures_of(seen: Seen) -> Measures:
    """By group; see above."""
    position = replay(seen.game, seen.deal, seen.facts)
    turns = turns_of(seen.game, seen.deal, seen.facts, seen.seat)
    live = [turn.belief for turn in turns]
    again = [seen.replays.get(turn.number) for turn in turns]
    play: Values = {"rounds": float(seen.game.view(position, None)["num_used"])}
    if isinstance(seen.game, Questions):
        play |= _of_questions(position, seen.seat)
    truth, word = getattr(position, "truth", ""), getattr(position, "word", "")
    if truth in SCORES and position.verdict:
        play |= {"ruled": float(position.verdict == "true"), "truth": float(truth == "true")}
        return {"play": play, **_of_levels(live, again, position, seen.deal)}
    if turns and word:
        return {"play": play, **_of_lists(live, again, position, seen.deal)}
    return {"play": play}


def _of_questions(position: QuestionsPosition, seat: Seat) -> Values:
    """Of an asker how well it asked, of a holder whether it answered as the bank's oracle."""
    answered = [Answered(one.text, one.answer) for one in position.rounds if not one.is_guess]
    if seat == HOLDER:
        return {"agreement": audit(position.word, answered, oracle.about_word).agreement}
    told = [one for one in bits_of(answered) if one is not None]
    return {
        "disparity_ratio": disparity_ratio([one.answer for one in answered]),
        "expected_bits": mean_of_known([one.expected for one in told]),
        "gained_bits": mean_of_known([one.gained for one in told]),
    }


def bits_of(answered: Sequence[Answered]) -> list[Told | None]:
    """Of each question, over the objects that rated matches are dealt; see `told_by`."""
    known = {one.question: oracle.about_each(one.question) for one in answered}
    dealt = [item.id for item in items("object") if item.is_reviewed]
    return told_by(answered, dealt, lambda one, question: known[question].get(one, NOT_SAID))


def _of_lists(
    live: Sequence[Payload | None],
    again: Sequence[Payload | None],
    position: Position,
    deal: Deal,
) -> Measures:
    said, replayed = _listed(live), _listed(again)

    def names(candidate: str) -> bool:
        return names_word(candidate, position.word, position.aliases).holds

    def scored(lists: Sequence[Sequence[str] | None]) -> Values:
        if all(one is None for one in lists):
            return {}
        most = max(deal.num_turns, len(lists))
        scores = score_candidates(lists, names, num_turns=most)
        values = of_candidates(scores) | _appearance(scores.first_appearance, lists, most)
        values |= {"session_recall": scores.session_recall}
        values |= {"reciprocal_rank": scores.reciprocal_rank}
        return values | _against_answers(lists, position)

    return {"live": scored(said), "replay": scored(replayed), "gap": _gap(list_gap(said, replayed))}


def _against_answers(lists: Sequence[Sequence[str] | None], position: Position) -> Values:
    """How well candidates mind the answers, and how evenly the next question splits them; only of
    yes-or-no questions. A guess tells nothing here."""
    if not isinstance(position, QuestionsPosition):
        return {}
    rounds = position.rounds
    told = [Answered(one.text, NOT_SAID if one.is_guess else one.answer) for one in rounds]
    splits = [
        split_disparity(listed, one.text, oracle.about_word)
        for listed, one in zip(lists, rounds, strict=False)
        if listed and not one.is_guess
    ]
    return {
        "consistency": list_consistency(lists, told, oracle.about_word),
        "split_disparity": mean_of_known(splits),
    }


def _of_levels(
    live: Sequence[Payload | None],
    again: Sequence[Payload | None],
    position: Position,
    deal: Deal,
) -> Measures:
    said, replayed = _believed(live), _believed(again)
    verdict = position.verdict == "true"

    def scored(levels: Sequence[str | None]) -> Values:
        if all(one is None for one in levels):
            return {}
        most = max(deal.num_turns + 1, len(levels))  # the verdict is a turn, too
        scores = score_beliefs(
            levels, truth=position.truth == "true", verdict=verdict, num_turns=most
        )
        more = ("session_recall", "reciprocal_rank", "brier", "mean_brier", "agrees_with_verdict")
        values = of_beliefs(scores) | _appearance(scores.first_appearance, levels, most)
        return values | {name: float(getattr(scores, name)) for name in more}

    return {
        "live": scored(said),
        "replay": scored(replayed),
        "gap": _gap(belief_gap(said, replayed)),
    }


def _listed(beliefs: Sequence[Payload | None]) -> list[list[str] | None]:
    return [None if one is None else list(one.get("candidates", ())) for one in beliefs]


def _believed(beliefs: Sequence[Payload | None]) -> list[str | None]:
    """What is no level, as a model may answer that was not held to them, is no answer."""
    said = [None if one is None else one.get("belief") for one in beliefs]
    return [one if one in SCORES else None for one in said]


def _appearance(first: int | None, beliefs: Sequence[object | None], most: int) -> Values:
    """first: None where it never came up by last_turn, the last that was probed of the most."""
    last = max(turn for turn, one in enumerate(beliefs, start=1) if one is not None)
    appeared = None if first is None else float(first)
    return {"first": appeared, "last_turn": float(last), "most_turns": float(most)}


def _gap(gap: ListGap | BeliefGap) -> Values:
    values = asdict(gap)
    return values if values.pop("num_turns") else {}
