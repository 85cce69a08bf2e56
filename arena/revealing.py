"""Who they were: shown after the vote, and never before."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum
from django.urls import reverse

from arena import selectors
from arena.models import Battle, Reply, Vote
from arena.surveying import asks_survey
from ranking.models import Contestant
from ranking.selectors import expected_share, pair_record


@dataclass(frozen=True, slots=True)
class NameCard:
    """expected_share: the chance that the newest board gives this side, 0 to 1, or None."""

    side: str
    name: str
    organisation: str
    licence: str
    homepage: str
    url: str
    input_usd: Decimal | None
    output_usd: Decimal | None
    context_tokens: int | None
    expected_share: float | None
    tokens: int | None
    seconds: float | None
    won: bool


@dataclass(frozen=True, slots=True)
class PairRecordView:
    """How all votes on this pair fell, this one included, seen from this battle's sides."""

    a: int
    b: int
    tie: int
    both_bad: int

    @property
    def total(self) -> int:
        return self.a + self.b + self.tie + self.both_bad


@dataclass(frozen=True, slots=True)
class RevealView:
    verdict: str
    verdict_label: str
    cards: list[NameCard]
    pair_record: PairRecordView
    counts: bool
    reasons: list[str]
    same_prompt_url: str
    asks_survey: bool = False


def reveal_of(battle: Battle) -> RevealView | None:
    """None as long as the names are not to be known."""
    vote = Vote.objects.filter(battle=battle).select_related("comparison").first()
    if vote is None or battle.status != Battle.Status.VOTED or battle.right is None:
        return None
    share = expected_share(battle.left_id, battle.right.pk)
    shares = {"a": share, "b": None if share is None else 1 - share}
    record = pair_record(battle.left_id, battle.right.pk)
    return RevealView(
        verdict=vote.verdict,
        verdict_label=vote.get_verdict_display(),
        cards=[_card(battle, side, shares[side], vote) for side in selectors.sides_of(battle)],
        pair_record=PairRecordView(record.left, record.right, record.tie, record.both_bad),
        counts=vote.comparison is not None and not vote.comparison.excluded,
        reasons=vote.reasons,
        same_prompt_url=f"{reverse('arena:new')}?from={battle.pk}",
        asks_survey=asks_survey(vote),
    )


def _card(battle: Battle, side: str, share: float | None, vote: Vote) -> NameCard:
    contestant: Contestant = selectors.contestant_of(battle, side)
    used = Reply.objects.filter(turn__battle=battle, side=side, contestant=contestant).aggregate(
        tokens=Sum("completion_tokens"), seconds=Sum("seconds")
    )
    return NameCard(
        side=side,
        name=contestant.name,
        organisation=contestant.organisation,
        licence=contestant.licence,
        homepage=contestant.homepage,
        url=reverse("ranking:contestant", args=[contestant.slug]),
        input_usd=contestant.input_usd_per_million_tokens,
        output_usd=contestant.output_usd_per_million_tokens,
        context_tokens=contestant.context_tokens,
        expected_share=share,
        tokens=used["tokens"],
        seconds=used["seconds"],
        won=vote.verdict == side,
    )
