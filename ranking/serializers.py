"""What the public API says about boards and contestants, field by field."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from ranking import selectors
from ranking.models import Contestant, Leaderboard, Rating


class ContestantFacts(serializers.ModelSerializer):
    """A contestant as anybody may see it: never its aliases, weights or routes."""

    class Meta:
        model = Contestant
        fields = [
            "slug",
            "name",
            "organisation",
            "licence",
            "description",
            "homepage",
            "model_card",
            "input_usd_per_million_tokens",
            "output_usd_per_million_tokens",
            "context_tokens",
            "released",
            "active",
        ]
        read_only_fields = fields


class RatingRow(serializers.ModelSerializer):
    """One row. Ratings are in points (400 are odds of ten to one), strength in natural log-odds."""

    contestant = ContestantFacts(read_only=True)
    both_bad_rate = serializers.SerializerMethodField()

    class Meta:
        model = Rating
        fields = [
            "rank_low",
            "rank_high",
            "contestant",
            "rating",
            "rating_low",
            "rating_high",
            "strength",
            "num_comparisons",
            "num_both_bad",
            "both_bad_rate",
        ]
        read_only_fields = fields

    def get_both_bad_rate(self, rating: Rating) -> float | None:
        """Share of its comparisons in which both were bad; null before the first."""
        if rating.num_comparisons == 0:
            return None
        return rating.num_both_bad / rating.num_comparisons


class LeaderboardSummary(serializers.ModelSerializer):
    """A board without its rows."""

    url = serializers.SerializerMethodField()
    csv_url = serializers.SerializerMethodField()
    num_excluded = serializers.DictField(
        child=serializers.IntegerField(),
        read_only=True,
        help_text="Comparisons that do not count, by reason.",
    )

    class Meta:
        model = Leaderboard
        fields = [
            "board",
            "url",
            "csv_url",
            "method",
            "cut_off",
            "published_at",
            "num_comparisons",
            "num_excluded",
            "connected",
        ]
        read_only_fields = fields

    def get_url(self, leaderboard: Leaderboard) -> str:
        return self._address("api:leaderboard", leaderboard)

    def get_csv_url(self, leaderboard: Leaderboard) -> str:
        return self._address("api:leaderboard-csv", leaderboard)

    def _address(self, name: str, leaderboard: Leaderboard) -> str:
        return reverse(name, args=[leaderboard.board], request=self.context.get("request"))


class WholeLeaderboard(LeaderboardSummary):
    """A board with all its rows, best rank first."""

    rows = serializers.SerializerMethodField()

    class Meta(LeaderboardSummary.Meta):
        fields = [*LeaderboardSummary.Meta.fields, "rows"]
        read_only_fields = fields

    @extend_schema_field(RatingRow(many=True))
    def get_rows(self, leaderboard: Leaderboard) -> Any:
        return RatingRow(selectors.ratings(leaderboard), many=True).data


class Links(serializers.Serializer):
    """Where the parts of the API are."""

    leaderboards = serializers.URLField()
    contestants = serializers.URLField()
    schema = serializers.URLField()
