"""A model's move: ask, understand, let the rules judge; a rung down where it fails.

A model that fails on every rung has no move, and the match is void: a failure is not a defeat. A
route that fails raises BackendError; the job tries again later. Touches no table but inference's.
"""

from dataclasses import asdict, dataclass

from games.asking.prompting import NotUnderstood, Rung, asking, understood
from games.asking.request import ask
from games.rules.base import IllegalMove, Payload, Seat
from games.selectors import Record
from inference.completion_facts import WholeAnswer

LONGEST_KEPT = 2_000
REPEATED = "You said that before. Say something new."


@dataclass(frozen=True)
class Try:
    """One rung: what the model wrote and what was wrong with it, "" if nothing.

    num_tokens: read and written, as far as the provider says.
    """

    rung: str
    text: str
    fault: str
    seconds: float
    num_tokens: int = 0


@dataclass(frozen=True)
class Thought:
    """move: None when every rung failed."""

    move: Payload | None
    tries: tuple[Try, ...]

    @property
    def seconds(self) -> float:
        return sum(one.seconds for one in self.tries)

    @property
    def num_tokens(self) -> int:
        return sum(one.num_tokens for one in self.tries)

    def rungs(self) -> list[dict[str, object]]:
        return [asdict(one) for one in self.tries]


def think(
    record: Record, seat: Seat, slug: str, *, wording: int, with_probe: bool, seed: int, caller: str
) -> Thought:
    """seed: of this turn; the same turn asked again after a crash gets the same answers.

    Raises BackendError where the route gave none.
    """
    form = record.game.legal(record.position, seat)
    assert form is not None, "only a seat that is to move thinks"
    brief = record.game.brief(record.position, seat)
    tries: list[Try] = []
    found: Payload | None = None
    for rung in Rung:
        fault = tries[-1].fault if tries else ""
        asked = asking(brief, form, wording=wording, rung=rung, with_probe=with_probe, fault=fault)
        answer = ask(slug, asked, seed=seed + rung, caller=caller)
        move, fault = move_in(answer.text, record, seat)
        tries.append(_try(rung, answer, fault))
        found = move or found
        if move is not None and not fault:
            break
    return Thought(found, tuple(tries))


def _try(rung: Rung, answer: WholeAnswer, fault: str) -> Try:
    facts = answer.facts
    num_tokens = (facts.prompt_tokens or 0) + (facts.completion_tokens or 0)
    text = answer.text[:LONGEST_KEPT]
    return Try(rung.name.lower(), text, fault, facts.total_seconds, num_tokens)


def move_in(text: str, record: Record, seat: Seat) -> tuple[Payload | None, str]:
    """The move, or None, and what is wrong with it; a move that only repeats is legal."""
    try:
        move = understood(text)
        facts = record.game.apply(record.position, seat, move)
    except (NotUnderstood, IllegalMove) as fault:
        return None, str(fault)
    is_repeat = any(fact.payload.get("is_repeat") for fact in facts)
    return move, REPEATED if is_repeat else ""
