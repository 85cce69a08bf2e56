"""What the public API says about boards and contestants, field by field."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.fields import ReadOnlyField
from rest_framework.reverse import reverse

from ranking import selectors
from ranking.lens_query import query_of
from ranking.models import Board, Contestant, Leaderboard, Rating


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
            "joint_rank_low",
            "joint_rank_high",
            "tier",
            "contestant",
            "rating",
            "rating_low",
            "rating_high",
            "always_low",
            "always_high",
            "strength",
            "tie_strength",
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


class SheetRow(RatingRow):
    """The same on one line of a spreadsheet: the contestant's facts are columns."""

    contestant = ReadOnlyField(source="contestant.slug")  # type: ignore[assignment]
    name = ReadOnlyField(source="contestant.name")
    organisation = ReadOnlyField(source="contestant.organisation")
    licence = ReadOnlyField(source="contestant.licence")
    input_usd_per_million_tokens = ReadOnlyField(source="contestant.input_usd_per_million_tokens")
    output_usd_per_million_tokens = ReadOnlyField(source="contestant.output_usd_per_million_tokens")

    class Meta(RatingRow.Meta):
        fields = [
            *RatingRow.Meta.fields,
            "name",
            "organisation",
            "licence",
            "input_usd_per_million_tokens",
            "output_usd_per_million_tokens",
        ]
        read_only_fields = fields


class LeaderboardSummary(serializers.ModelSerializer):
    """A board through a lens, without its rows."""

    snapshot = serializers.IntegerField(source="pk", read_only=True)
    snapshot_url = serializers.SerializerMethodField()
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
            "category",
            "window",
            "method_key",
            "url",
            "csv_url",
            "snapshot",
            "snapshot_url",
            "method",
            "cut_off",
            "published_at",
            "num_comparisons",
            "num_excluded",
            "connected",
        ]
        read_only_fields = fields

    def get_url(self, leaderboard: Leaderboard) -> str:
        return self._newest("api:board", leaderboard)

    def get_csv_url(self, leaderboard: Leaderboard) -> str:
        return self._newest("api:board-csv", leaderboard)

    def get_snapshot_url(self, leaderboard: Leaderboard) -> str:
        return self._address("api:snapshot", leaderboard.pk)

    def _newest(self, name: str, leaderboard: Leaderboard) -> str:
        query = query_of(selectors.lens_of(leaderboard))
        return self._address(name, leaderboard.board) + query

    def _address(self, name: str, argument: object) -> str:
        return reverse(name, args=[argument], request=self.context.get("request"))


class WholeLeaderboard(LeaderboardSummary):
    """A board with all its rows, best rank first, and what the fit found besides."""

    details = serializers.DictField(read_only=True)
    rows = serializers.SerializerMethodField()

    class Meta(LeaderboardSummary.Meta):
        fields = [*LeaderboardSummary.Meta.fields, "details", "rows"]
        read_only_fields = fields

    @extend_schema_field(RatingRow(many=True))
    def get_rows(self, leaderboard: Leaderboard) -> Any:
        return RatingRow(selectors.ratings(leaderboard), many=True).data


class LensFacts(serializers.Serializer):
    """A lens through which a board has a leaderboard."""

    category = serializers.CharField()
    window = serializers.CharField()
    method = serializers.CharField(source="method_key")
    num_comparisons = serializers.IntegerField()


class BoardFacts(serializers.ModelSerializer):
    """A board, where its votes come from, and its lenses."""

    url = serializers.SerializerMethodField()
    is_imported = serializers.SerializerMethodField()
    lenses = serializers.SerializerMethodField()

    class Meta:
        model = Board
        fields = [
            "slug",
            "name",
            "description",
            "url",
            "is_imported",
            "source",
            "source_url",
            "licence",
            "lenses",
        ]
        read_only_fields = fields

    def get_url(self, board: Board) -> str:
        return reverse("api:board", args=[board.slug], request=self.context.get("request"))

    def get_is_imported(self, board: Board) -> bool:
        return board.imported_at is not None

    @extend_schema_field(LensFacts(many=True))
    def get_lenses(self, board: Board) -> Any:
        return LensFacts(self.context["lenses"].get(board.slug, []), many=True).data


class Links(serializers.Serializer):
    """Where the parts of the API are."""

    boards = serializers.URLField()
    leaderboards = serializers.URLField()
    contestants = serializers.URLField()
    schema = serializers.URLField()
