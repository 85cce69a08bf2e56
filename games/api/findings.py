"""How models think, and whether games rank them as chat does: what the pages show, as JSON."""

from typing import Any

from django.utils.http import http_date
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from games.models import Findings
from games.selectors import newest_findings
from lib.public_api import NOT_CHANGED, NOT_FOUND, Reading


class Average(serializers.Serializer):
    """Over matches, then over wordings; 95 % limits of a bootstrap, null with a single match."""

    value = serializers.FloatField()
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    spread = serializers.FloatField(allow_null=True, help_text="Between the wordings.")
    num_sessions = serializers.IntegerField(help_text="Matches.")
    num_prompts = serializers.IntegerField(help_text="Wordings.")


class Skill(serializers.Serializer):
    """Standard deviations from the mean of the models."""

    value = serializers.FloatField()
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    num_sessions = serializers.IntegerField()


class Turns(serializers.Serializer):
    num = serializers.FloatField()
    valid = serializers.DictField(help_text="The share with Wilson's limits.")
    rungs = serializers.DictField(
        child=serializers.FloatField(), help_text="Of the valid turns, by how they were asked for."
    )


class OnBoard(serializers.Serializer):
    num_matches = serializers.IntegerField(help_text="That count; turns are those of all.")
    turns = Turns()
    measures = serializers.DictField(
        child=serializers.DictField(child=Average()), help_text="play, live, replay, gap; by key."
    )
    verdicts = serializers.DictField(allow_null=True)
    first_appearances = serializers.DictField()


class ModelFindings(serializers.Serializer):
    slug = serializers.CharField()
    skills = serializers.DictField(child=Skill())
    boards = serializers.DictField(child=OnBoard())


class AllModels(serializers.Serializer):
    version = serializers.IntegerField(help_text="Of the formulas.")
    num_matches = serializers.IntegerField(help_text="Measured.")
    published_at = serializers.DateTimeField()
    models = ModelFindings(many=True)


class Coefficient(serializers.Serializer):
    value = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)


class Agreement(serializers.Serializer):
    """Without coefficients where fewer than three models are on both."""

    board = serializers.CharField(allow_blank=True, help_text="Empty for a skill.")
    what = serializers.CharField(help_text="strength, or a group and key of measures, or a skill.")
    num_contestants = serializers.IntegerField()
    tau = Coefficient(required=False)
    overlap = Coefficient(required=False, help_text="Rank-biased, persistence 0.9.")
    pearson = Coefficient(required=False)
    by_errors = serializers.BooleanField(
        required=False, help_text="Limits: the same models measured again, or other models."
    )
    by_luck = serializers.FloatField(
        required=False, allow_null=True, help_text="Chance of such a tau if ranks were unrelated."
    )


class Models(Reading):
    @extend_schema(
        responses={200: AllModels, 304: NOT_CHANGED, 404: NOT_FOUND},
        summary="What matches show of all models: skills and measures with limits",
        operation_id="games_models",
    )
    def get(self, request: Request) -> Response:
        findings = _newest()
        models = [{"slug": slug, **one} for slug, one in findings.found["models"].items()]
        facts = {name: getattr(findings, name) for name in ("version", "num_matches")}
        whole = {**facts, "published_at": findings.published_at, "models": models}
        return Response(AllModels(whole).data, headers=_since(findings))


class OneModel(Reading):
    @extend_schema(
        responses={200: ModelFindings, 304: NOT_CHANGED, 404: NOT_FOUND},
        summary="What matches show of one model",
        operation_id="games_model",
    )
    def get(self, request: Request, slug: str) -> Response:
        findings = _newest()
        found: dict[str, Any] | None = findings.found["models"].get(slug)
        if found is None:
            raise NotFound(_("No match of this model was measured yet."))
        return Response(ModelFindings({"slug": slug, **found}).data, headers=_since(findings))


class Agreements(Reading):
    @extend_schema(
        responses={200: Agreement(many=True), 304: NOT_CHANGED, 404: NOT_FOUND},
        summary="Whether boards, measures and skills rank models as chat does",
        operation_id="games_agreement",
    )
    def get(self, request: Request) -> Response:
        findings = _newest()
        return Response(
            Agreement(findings.found["agreement"], many=True).data, headers=_since(findings)
        )


def _newest() -> Findings:
    newest = newest_findings()
    if newest is None:
        raise NotFound(_("No match was measured yet."))
    return newest


def _since(findings: Findings) -> dict[str, str]:
    return {"Last-Modified": http_date(findings.published_at.timestamp())}
