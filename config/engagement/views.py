"""The doors of engagement: a page for everybody, with an alarm for staff, and the same as data."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ParseError
from rest_framework.request import Request
from rest_framework.response import Response

from config.engagement import published
from config.engagement.gathering import Place, engagement_lately
from config.engagement.showing import PERCENT, funnel_rows, liked_tables
from games.analysis.engagement import LEAST_STARTS
from lib.public_api import NOT_CHANGED, REFUSED, Reading

USUAL_DAYS, MOST_DAYS = 30, 3650
OFFERED_DAYS = (7, 30, 90, 365)


@require_safe
@never_cache
def show_engagement(request: HttpRequest) -> HttpResponse:
    """?days=<number>: how far to look back."""
    asked = _days(request.GET.get("days", ""))
    num_days = asked or USUAL_DAYS
    found = engagement_lately(num_days, timezone.now())
    context = {
        "num_days": num_days,
        "offered_days": OFFERED_DAYS,
        "problem": "" if asked else _problem(),
        "found": found,
        "liked": liked_tables(found),
        "rows": funnel_rows(found),
        "ticks": PERCENT.ticks(),
        "least_starts": LEAST_STARTS,
    }
    return render(request, "engagement/page.html", context, status=200 if asked else 400)


class Limited(serializers.Serializer):
    """A share of num_trials with Wilson's 95 % limits; null where there were none."""

    num_successes = serializers.IntegerField()
    num_trials = serializers.IntegerField()
    value = serializers.FloatField(allow_null=True)
    low = serializers.FloatField()
    high = serializers.FloatField()


class FunnelCounts(serializers.Serializer):
    num_started = serializers.IntegerField()
    num_moved = serializers.IntegerField(help_text="A human moved; of battles, all.")
    num_midway = serializers.IntegerField(help_text="Half of the turns; of battles, both answers.")
    num_finished = serializers.IntegerField(help_text="By the rules; of battles, a vote.")
    num_counted = serializers.IntegerField(help_text="Finished, and counts for a ranking.")
    num_followed = serializers.IntegerField(help_text="Finished, and followed by another.")


class CompletionFacts(serializers.Serializer):
    of_started = Limited()
    of_moved = Limited()


class PlaceFacts(serializers.Serializer):
    place = serializers.CharField(source="key", help_text="chat, games (all of them) or a game.")
    funnel = FunnelCounts()
    completion = CompletionFacts()
    useful = Limited(help_text="Of all that were started, those that count.")
    median_seconds = serializers.FloatField(source="medians.seconds", allow_null=True)
    median_turns = serializers.FloatField(source="medians.turns", allow_null=True)
    survey = serializers.SerializerMethodField(
        help_text="By question (like, satisfied, often): the share of the two best marks of five."
    )
    published = serializers.SerializerMethodField(
        help_text="GameArena's own, in percent; {} where it published none."
    )

    def get_survey(self, place: Place) -> dict[str, Any]:
        return {question: Limited(share).data for question, share in place.survey.items()}

    def get_published(self, place: Place) -> dict[str, int]:
        return published.SURVEY_PERCENT.get(place.key, {})


class EngagementFacts(serializers.Serializer):
    days = serializers.IntegerField()
    places = PlaceFacts(many=True)


class EngagementData(Reading):
    @extend_schema(
        parameters=[
            OpenApiParameter("days", int, description="How far to look back; 30 as usual.")
        ],
        responses={200: EngagementFacts, 304: NOT_CHANGED, 400: REFUSED},
        summary="How many play on and like it: chat and each game, side by side",
        operation_id="engagement",
    )
    def get(self, request: Request) -> Response:
        num_days = _days(request.query_params.get("days", ""))
        if num_days is None:
            raise ParseError(_problem())
        return Response(_facts(num_days, timezone.now()))


def _facts(num_days: int, now: datetime) -> dict[str, Any]:
    found = engagement_lately(num_days, now)
    return dict(EngagementFacts({"days": num_days, "places": found.places}).data)


def _days(asked: str) -> int | None:
    """None where it is no number of days."""
    if not asked:
        return USUAL_DAYS
    is_number = asked.isascii() and asked.isdecimal() and len(asked) < 5
    return int(asked) if is_number and 1 <= int(asked) <= MOST_DAYS else None


def _problem() -> str:
    words = _("Say how many days as a whole number from 1 to %(most)s, such as ?days=30.")
    return words % {"most": MOST_DAYS}
