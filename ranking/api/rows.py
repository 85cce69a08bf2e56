"""The rows of the tables behind the charts, field by field; contestants are named by slug."""

from rest_framework import serializers


class OverviewRow(serializers.Serializer):
    contestant = serializers.CharField()
    category = serializers.CharField()
    rank_low = serializers.IntegerField()
    rank_high = serializers.IntegerField()
    num_comparisons = serializers.IntegerField()


class HistoryRow(serializers.Serializer):
    contestant = serializers.CharField()
    snapshot = serializers.IntegerField(help_text="Its number: see snapshots/.")
    cut_off = serializers.DateTimeField()
    rating = serializers.FloatField()
    rating_low = serializers.FloatField()
    rating_high = serializers.FloatField()
    rank_low = serializers.IntegerField()
    rank_high = serializers.IntegerField()


class PairRow(serializers.Serializer):
    first = serializers.CharField()
    second = serializers.CharField()
    first_won = serializers.IntegerField()
    second_won = serializers.IntegerField()
    tied = serializers.IntegerField()
    both_bad = serializers.IntegerField()


class MapRow(serializers.Serializer):
    contestant = serializers.CharField()
    x = serializers.FloatField(help_text="In standard errors of a difference of strengths.")
    y = serializers.FloatField()
    group = serializers.IntegerField(help_text="Near neighbours, from 1.")


class PriceRow(serializers.Serializer):
    contestant = serializers.CharField()
    usd_per_million_tokens = serializers.FloatField(
        help_text="Three parts read and one part written."
    )
    rating = serializers.FloatField()
    rating_low = serializers.FloatField()
    rating_high = serializers.FloatField()
    is_unbeaten = serializers.BooleanField(help_text="Nobody is as cheap and better.")


class PredictionRow(serializers.Serializer):
    method = serializers.CharField()
    left = serializers.FloatField()
    tie = serializers.FloatField(allow_null=True, help_text="null: ties are half a win each.")
    right = serializers.FloatField()


class RecordRow(serializers.Serializer):
    category = serializers.CharField()
    left = serializers.IntegerField()
    tie = serializers.IntegerField()
    both_bad = serializers.IntegerField()
    right = serializers.IntegerField()


class MeetingFacts(serializers.Serializer):
    """Two contestants: their record in each category, and what each method expects."""

    left = serializers.CharField()
    right = serializers.CharField()
    records = RecordRow(many=True)
    expected = PredictionRow(many=True)
