"""Many votes at once: what the door for one comparison leaves behind, written in a few queries."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F

from ranking.models import Comparison, Contestant, PairCount
from ranking.stats.comparisons import Comparisons

OUTCOMES = {1.0: "left", 0.5: "tie", 0.0: "right"}


@dataclass(frozen=True)
class Person:
    """An account and its verdicts, one every so many seconds; network and prompt its own if ""."""

    voter: str
    ballots: Comparisons
    start: datetime
    seconds: float = 700.0
    network: str = ""
    prompt: str = ""


def cast(people: Sequence[Person], contestants: Sequence[Contestant]) -> None:
    """Store the verdicts of all of them: they count."""
    first = Comparison.objects.count()
    rows = [row for person in people for row in _rows(person, contestants)]
    for number, row in enumerate(rows, first):
        row.source = f"battle:{number}"
    Comparison.objects.bulk_create(rows)
    _count(rows)


def _rows(person: Person, contestants: Sequence[Contestant]) -> list[Comparison]:
    ballots = person.ballots
    return [
        Comparison(
            left=contestants[left],
            right=contestants[right],
            outcome=OUTCOMES[score],
            propensity=0.1,
            voter_key=person.voter,
            network_key=person.network or f"home of {person.voter}",
            prompt_key=f"{person.prompt or person.voter} {i}",
            captcha="passed",
            created_at=person.start + timedelta(seconds=person.seconds * i),
        )
        for i, ((left, right), score) in enumerate(zip(ballots.pairs, ballots.scores, strict=True))
    ]


def _count(rows: Sequence[Comparison]) -> None:
    tally = Counter((row.created_at.date(), *_cell(row)) for row in rows)
    for (day, first, second, column), num in tally.items():
        place = {"board": "overall", "category": "all", "day": day}
        place |= {"first_id": first, "second_id": second}
        if not PairCount.objects.filter(**place).update(**{column: F(column) + num}):
            PairCount.objects.create(**place, **{column: num})


def _cell(row: Comparison) -> tuple[int, int, str]:
    first, second = sorted((row.left_id, row.right_id))
    if row.outcome == "tie":
        return first, second, "tied"
    winner = row.left_id if row.outcome == "left" else row.right_id
    return first, second, "first_won" if winner == first else "second_won"
