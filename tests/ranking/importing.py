"""Files of votes, importing them, and what is there afterwards."""

import json
from io import StringIO
from pathlib import Path

from django.core.management import call_command
from django.db.models import Sum

from ranking.models import Board, Comparison, Contestant, Import, Label, PairCount


def import_file(path: Path, board: str = "troy", *options: str) -> str:
    out = StringIO()
    call_command("import_votes", str(path), "--board", board, *options, stdout=out)
    return out.getvalue()


def counts(board: str = "troy", category: str = "all"):
    columns = ("first_won", "second_won", "tied", "both_bad")
    rows = PairCount.objects.filter(board=board, category=category).order_by()
    rows = rows.values_list("first__slug", "second__slug").annotate(*map(Sum, columns))
    return {row[:2]: row[2:] for row in rows}


def nothing_is_there() -> bool:
    tables = (Comparison, PairCount, Contestant, Import, Label)
    return not any(table.objects.exists() for table in tables) and (
        list(Board.objects.values_list("slug", flat=True)) == ["overall"]
    )


def vote(name: str, left: str, right: str, winner: str, **facts: object) -> dict[str, object]:
    return {"question_id": name, "model_a": left, "model_b": right, "winner": winner, **facts}


def written(path: Path, rows: list[dict[str, object]]) -> Path:
    path.write_text("\n".join(json.dumps(row) for row in rows))
    return path
