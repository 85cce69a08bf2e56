"""What pages and streams may show of a battle: names only when they may be known."""

from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from arena import selectors
from arena.markdown import render
from arena.models import Battle, Reply, Turn
from arena.revealing import RevealView, reveal_of


@dataclass(frozen=True, slots=True)
class ReplyView:
    side: str
    status: str
    text: str = ""
    html: str = ""
    error_message: str = ""


@dataclass(frozen=True, slots=True)
class TurnView:
    index: int
    text: str
    status: str
    attempt: int
    is_over: bool
    replies: list[ReplyView]


@dataclass(frozen=True, slots=True)
class BattleView:
    id: str
    mode: str
    status: str
    sides: list[str]
    turns: list[TurnView]
    after: int
    is_running: bool
    can_vote: bool
    vote_problem: str
    can_add_turn: bool
    names: dict[str, str] | None
    reveal: RevealView | None
    urls: dict[str, str] = field(default_factory=dict)

    @property
    def events_url(self) -> str:
        return self.urls["events"]

    @property
    def stop_url(self) -> str:
        return self.urls["stop"]

    @property
    def regenerate_url(self) -> str:
        return self.urls["regenerate"]

    @property
    def turns_url(self) -> str:
        return self.urls["add_turn"]

    @property
    def vote_url(self) -> str:
        return self.urls["vote"]

    @property
    def reasons_url(self) -> str:
        return self.urls["reasons"]


def battle_view(battle: Battle) -> BattleView:
    turns = list(Turn.objects.filter(battle=battle).order_by("index"))
    last = turns[-1]
    problem = vote_problem(battle, last)
    over = last.is_over
    is_open = battle.status == Battle.Status.OPEN
    return BattleView(
        id=str(battle.pk),
        mode=battle.mode,
        status=battle.status,
        sides=selectors.sides_of(battle),
        turns=[turn_view(battle, turn) for turn in turns],
        after=selectors.event_before(battle, last),
        is_running=not over,
        can_vote=not problem,
        vote_problem=problem,
        can_add_turn=over and is_open and last.status != Turn.Status.FAILED,
        names=_names(battle),
        reveal=reveal_of(battle),
        urls=_urls(battle),
    )


def turn_view(battle: Battle, turn: Turn) -> TurnView:
    replies = selectors.replies_of(turn) if turn.is_over else {}
    return TurnView(
        index=turn.index,
        text=turn.text,
        status=turn.status,
        attempt=turn.attempt,
        is_over=turn.is_over,
        replies=[_reply_view(side, replies.get(side), turn) for side in selectors.sides_of(battle)],
    )


def end_event(turn: Turn) -> dict[str, Any]:
    """The last event of a turn, as its row tells it."""
    replies = selectors.replies_of(turn)
    statuses = {
        side: replies[side].status if side in replies else Turn.Status.FAILED.value
        for side in selectors.sides_of(turn.battle)
    }
    problem = vote_problem(turn.battle, turn)
    return {
        "type": "end",
        "turn": turn.index,
        **statuses,
        "can_vote": not problem,
        "message": str(problem),
        "errors": {
            side: error_message(reply.error_kind)
            for side, reply in replies.items()
            if reply.error_kind
        },
    }


def snapshot_event(turn: Turn) -> dict[str, Any]:
    """The whole of a turn that is over, for a viewer whose log is gone."""
    replies = selectors.replies_of(turn)
    sides = {side: {"status": r.status, "text": r.text} for side, r in replies.items()}
    return {"type": "snapshot", "turn": turn.index, **sides}


def vote_problem(battle: Battle, last: Turn) -> str:
    """Why there can be no vote now, in words; "" if there can."""
    if battle.mode == Battle.Mode.DIRECT:
        return _("A direct chat has nothing to compare.")
    if battle.status == Battle.Status.VOTED:
        return _("You have voted on this battle.")
    if not last.is_over:
        return _("You can vote as soon as both have finished.")
    if last.status == Turn.Status.STOPPED:
        return _("You stopped the answers. Regenerate them, or ask something else, to vote.")
    if last.status == Turn.Status.FAILED:
        return _("One side failed, so there is no fair comparison. Regenerate, or start anew.")
    return ""


def error_message(kind: str) -> str:
    """What a visitor is told of a failure; the admin sees the rest."""
    return {
        "": "",
        "busy": _("This side is busy. Try again in a minute."),
        "too_long": _("The conversation is too long for this side."),
        "blocked": _("This side refused to answer."),
        "timeout": _("This side took too long."),
        "unavailable": _("This side cannot be reached now."),
    }.get(kind, _("This side failed."))


def _reply_view(side: str, reply: Reply | None, turn: Turn) -> ReplyView:
    if reply is None:
        failed = turn.status == Turn.Status.FAILED
        return ReplyView(
            side,
            "failed" if failed else "thinking",
            error_message=error_message("broken") if failed else "",
        )
    return ReplyView(
        side,
        reply.status,
        reply.text,
        mark_safe(render(reply.text)),
        error_message(reply.error_kind),
    )


def _names(battle: Battle) -> dict[str, str] | None:
    if battle.mode == Battle.Mode.BLIND and battle.status != Battle.Status.VOTED:
        return None
    return {side: selectors.contestant_of(battle, side).name for side in selectors.sides_of(battle)}


def _urls(battle: Battle) -> dict[str, str]:
    names = ("stop", "regenerate", "add_turn", "vote", "reasons")
    urls = {name: reverse(f"arena:{name}", args=[battle.pk]) for name in names}
    return urls | {"events": f"{reverse('arena:battle', args=[battle.pk])}events"}
