"""What is read for a person about themselves: their history, and all that is stored."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Prefetch, QuerySet
from django.urls import reverse

from arena.models import Battle, Consent, Turn, User, Vote
from arena.reports.selectors import reports_of
from arena.selectors import battles_of
from lib.audit.models import AuditEvent
from lib.bot_tokens.models import BotToken
from lib.stored_data import stored_elsewhere
from lib.visitors import Visitor

EXCERPT_CHARACTERS = 160


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """names: by side, a and perhaps b, or None while they are not to be known."""

    id: str
    url: str
    created_at: datetime
    mode: str
    prompt: str
    status: str
    names: dict[str, str] | None
    verdict: str


def history(visitor: Visitor, query: str = "") -> QuerySet[Battle]:
    """The visitor's battles, newest first; with a query, those whose first prompt contains it."""
    battles = battles_of(visitor).select_related("left", "right", "vote")
    if query:
        battles = battles.filter(turns__index=0, turns__parts__0__text__icontains=query)
    first_turns = Prefetch("turns", Turn.objects.filter(index=0), to_attr="first_turns")
    return battles.prefetch_related(first_turns).order_by("-created_at")


def history_row(battle: Battle) -> HistoryRow:
    """A battle from history(): asks the database nothing more."""
    turns: list[Turn] = battle.first_turns  # type: ignore[attr-defined]
    prompt = turns[0].text if turns else ""
    is_long = len(prompt) > EXCERPT_CHARACTERS
    vote = _vote_of(battle)
    return HistoryRow(
        id=str(battle.pk),
        url=reverse("arena:battle", args=[battle.pk]),
        created_at=battle.created_at,
        mode=str(battle.get_mode_display()),
        prompt=prompt[:EXCERPT_CHARACTERS] + "…" if is_long else prompt,
        status=str(battle.get_status_display()),
        names=names_of(battle),
        verdict=str(vote.get_verdict_display()) if vote else "",
    )


def names_of(battle: Battle) -> dict[str, str] | None:
    if not are_names_known(battle):
        return None
    sides = {"a": battle.left, "b": battle.right}
    return {side: contestant.name for side, contestant in sides.items() if contestant}


def are_names_known(battle: Battle) -> bool:
    return battle.mode != Battle.Mode.BLIND or battle.status == Battle.Status.VOTED


def stored_data(user: User) -> dict[str, Any]:
    """All that is stored about an account, for JSON: no secrets, and no names before a vote."""
    return {
        "account": _account(user),
        "email_addresses": list(
            EmailAddress.objects.filter(user=user).values("email", "verified", "primary")
        ),
        "second_factors": list(
            Authenticator.objects.filter(user=user).values("type", "created_at", "last_used_at")
        ),
        "sessions": list(
            UserSession.objects.filter(user=user).values(
                "ip", "user_agent", "created_at", "last_seen_at"
            )
        ),
        "bot_tokens": list(
            BotToken.objects.filter(user=user).values(
                "name", "ending", "created_at", "last_used_at"
            )
        ),
        "consents": list(Consent.objects.filter(user=user).values("version", "accepted_at")),
        "battles": [_battle(battle) for battle in _battles_to_export(user)],
        "votes": [_vote(vote) for vote in _votes_to_export(user)],
        "reports": reports_of(user),
        "administration": list(
            AuditEvent.objects.filter(actor=user).values("at", "action", "target", "detail")
        ),
        **stored_elsewhere(user.pk),
    }


def _account(user: User) -> dict[str, Any]:
    return {
        "number": user.pk,
        "email": user.email,
        "joined_at": user.date_joined,
        "last_login_at": user.last_login,
        "is_staff": user.is_staff,
    }


def _battles_to_export(user: User) -> QuerySet[Battle]:
    battles = Battle.objects.filter(user=user).select_related("left", "right", "vote")
    return battles.prefetch_related("turns__replies__contestant").order_by("created_at")


def _votes_to_export(user: User) -> QuerySet[Vote]:
    return Vote.objects.filter(user=user).select_related("comparison").order_by("created_at")


def _battle(battle: Battle) -> dict[str, Any]:
    return {
        "id": battle.pk,
        "mode": battle.mode,
        "status": battle.status,
        "created_at": battle.created_at,
        "contestants": names_of(battle),
        "language": battle.language,
        "captcha": battle.captcha,
        "network_hash": battle.network_key,
        "turns": [_turn(turn, are_names_known(battle)) for turn in battle.turns.all()],
    }


def _turn(turn: Turn, with_names: bool) -> dict[str, Any]:
    return {
        "index": turn.index,
        "created_at": turn.created_at,
        "status": turn.status,
        "parts": turn.parts,
        "replies": [
            {
                "side": reply.side,
                "attempt": reply.attempt,
                "status": reply.status,
                "text": reply.text,
                "contestant": reply.contestant.name if with_names else None,
            }
            for reply in turn.replies.all()
        ],
    }


def _vote(vote: Vote) -> dict[str, Any]:
    comparison = vote.comparison
    return {
        "battle": vote.battle_id,
        "verdict": vote.verdict,
        "reasons": vote.reasons,
        "created_at": vote.created_at,
        "captcha": comparison.captcha if comparison else None,
        "counts": not comparison.excluded if comparison else False,
    }


def _vote_of(battle: Battle) -> Vote | None:
    """The related vote, or None: a missing one is no error here."""
    return getattr(battle, "vote", None)
