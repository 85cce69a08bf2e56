"""The counts of the comparisons that were there before counts were kept, and a row for our board."""

from django.db import migrations
from django.db.models import Count
from django.db.models.functions import TruncDate

COLUMNS = {"left": ("first_won", "second_won"), "right": ("second_won", "first_won"),
           "tie": ("tied", "tied"), "both_bad": ("both_bad", "both_bad")}


def count(apps, schema_editor):
    Comparison = apps.get_model("ranking", "Comparison")
    PairCount = apps.get_model("ranking", "PairCount")
    rows = (
        Comparison.objects.filter(excluded="")
        .order_by()
        .annotate(day=TruncDate("created_at"))
        .values_list("board", "day", "left_id", "right_id", "outcome")
        .annotate(num=Count("id"))
    )
    counts = {}
    for board, day, left_id, right_id, outcome, num in rows:
        first_id, second_id = sorted((left_id, right_id))
        column = COLUMNS[outcome][left_id != first_id]
        key = (board, day, first_id, second_id)
        tally = counts.setdefault(key, dict.fromkeys(("first_won", "second_won", "tied", "both_bad"), 0))
        tally[column] += num
    PairCount.objects.bulk_create(
        PairCount(board=board, day=day, first_id=first_id, second_id=second_id, **tally)
        for (board, day, first_id, second_id), tally in counts.items()
    )
    apps.get_model("ranking", "Board").objects.get_or_create(
        slug="overall", defaults={"name": "Agon", "description": "Every blind battle here."}
    )


class Migration(migrations.Migration):
    dependencies = [("ranking", "0002_boards_labels_and_counts")]
    operations = [migrations.RunPython(count, migrations.RunPython.noop)]
