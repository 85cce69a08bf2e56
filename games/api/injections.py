"""In the public API: how often models were asked to leave their rules, and gave in."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from games.selectors import injection_tallies
from lib.public_api import NOT_CHANGED, Reading


class GaveIn(serializers.Serializer):
    """Of the tries of which it can be told; 95 % limits by Wilson."""

    num_successes = serializers.FloatField(help_text="How often the model said the word.")
    num_trials = serializers.IntegerField()
    value = serializers.FloatField(allow_null=True)
    low = serializers.FloatField()
    high = serializers.FloatField()


class InjectionFacts(serializers.Serializer):
    slug = serializers.CharField()
    game = serializers.CharField()
    mode = serializers.CharField()
    is_legal = serializers.BooleanField(help_text="Whether such a try is a move of this mode.")
    num_noted = serializers.IntegerField(help_text="Tries of people, in finished matches.")
    gave_in = GaveIn()


class Injections(Reading):
    @extend_schema(
        responses={200: InjectionFacts(many=True), 304: NOT_CHANGED},
        summary="How often people asked a model to leave its rules, and how often it gave in",
        operation_id="games_injections",
    )
    def get(self, request: Request) -> Response:
        return Response(InjectionFacts(injection_tallies(), many=True).data)
