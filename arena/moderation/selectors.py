"""What a moderator reads: queues, and the evidence on one account."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from arena.models import Battle, User, Vote
from arena.moderation.timeline import Timeline, timeline_of
from arena.transcripts import TurnTranscript, transcript_of
from ranking.models import Comparison, Contestant, VoterReview
from ranking.selectors import review_queue
from ranking.stats.comparisons import SCORES, comparisons_of

QUEUE_LENGTH = 100
VOTES_SHOWN = 40
TRANSCRIPTS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class VoteRow:
    """One verdict of the account, with the words that led to it while they are kept."""

    comparison: Comparison
    battle: Battle | None
    prompt: str
    with_target: bool


@dataclass(frozen=True, slots=True)
class Record:
    """How the account voted on one contestant: points won of so many battles."""

    contestant: Contestant
    num: int
    points: float
    is_target: bool


@dataclass(frozen=True, slots=True)
class AccountEvidence:
    review: VoterReview
    user: User | None
    target: Contestant | None
    timeline: Timeline | None
    records: list[Record]
    votes: list[VoteRow]
    num_votes: int
    repeated_prompts: list[tuple[str, int]]
    num_networks: int
    cluster: list[VoterReview]
    transcripts: list[tuple[VoteRow, list[TurnTranscript]]]


def queue(status: str) -> list[VoterReview]:
    """Suspicious accounts, or those decided."""
    return list(review_queue(status)[:QUEUE_LENGTH])


def names_of_targets(reviews: Sequence[VoterReview]) -> dict[int, str]:
    """Review's number: the contestant that it is about."""
    wanted = {review.pk: review.evidence.get("target") for review in reviews}
    names = dict(Contestant.objects.filter(pk__in=set(wanted.values())).values_list("pk", "name"))
    return {pk: names.get(target, "") for pk, target in wanted.items()}


def evidence_on(review: VoterReview) -> AccountEvidence:
    """Everything about the account on this board; a handful of queries."""
    mine = Comparison.objects.filter(board=review.board, voter_key=review.voter_key)
    rows = list(mine.select_related("left", "right").order_by("-id"))
    target = Contestant.objects.filter(pk=review.evidence.get("target")).first()
    votes = _votes(rows[:VOTES_SHOWN], target)
    cluster = VoterReview.objects.filter(cluster_key=review.cluster_key).exclude(pk=review.pk)
    steps, needed = review.evidence.get("timeline", []), review.evidence.get("needed", 0.0)
    prompts = Counter(row.prompt for row in votes if row.prompt)
    with_words = [(row, row.battle) for row in votes if row.with_target and row.battle]
    return AccountEvidence(
        review=review,
        user=_user_of(rows),
        target=target,
        timeline=timeline_of(steps, needed),
        records=_records(rows, target),
        votes=votes,
        num_votes=len(rows),
        repeated_prompts=[(words, num) for words, num in prompts.most_common(5) if num > 1],
        num_networks=len({row.network_key for row in rows if row.network_key}),
        cluster=list(cluster) if review.cluster_key else [],
        transcripts=[
            (row, transcript_of(battle)) for row, battle in with_words[:TRANSCRIPTS_SHOWN]
        ],
    )


def flagged_votes(num: int = QUEUE_LENGTH) -> list[Vote]:
    """Votes on answers about which something was odd when they were cast, newest first."""
    votes = Vote.objects.exclude(comparison=None).exclude(comparison__flags=[])
    chosen = votes.select_related("comparison__left", "comparison__right", "battle")
    return list(chosen.order_by("-created_at")[:num])


def _votes(rows: Sequence[Comparison], target: Contestant | None) -> list[VoteRow]:
    cast = Vote.objects.filter(comparison__in=rows).select_related("battle")
    battles = {vote.comparison_id: vote.battle for vote in cast.prefetch_related("battle__turns")}
    return [
        VoteRow(
            comparison=row,
            battle=(battle := battles.get(row.pk)),
            prompt=" / ".join(turn.text for turn in battle.turns.all()) if battle else "",
            with_target=target is not None and target.pk in (row.left_id, row.right_id),
        )
        for row in rows
    ]


def _records(rows: Sequence[Comparison], target: Contestant | None) -> list[Record]:
    """Most met first, the target before all."""
    met = {c.pk: c for row in rows for c in (row.left, row.right)}
    places = {pk: place for place, pk in enumerate(met)}
    table = comparisons_of(
        len(places),
        [(places[r.left_id], places[r.right_id], SCORES[r.outcome]) for r in rows],
    )
    num, (won, _lost) = table.num_per_contestant(), table.points_per_contestant()
    records = [
        Record(met[pk], int(num[place]), float(won[place]), target is not None and pk == target.pk)
        for pk, place in places.items()
    ]
    return sorted(records, key=lambda record: (not record.is_target, -record.num))


def _user_of(rows: Sequence[Comparison]) -> User | None:
    vote = Vote.objects.filter(comparison__in=rows[:1]).select_related("user").first()
    return vote.user if vote else None
