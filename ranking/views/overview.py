"""The matrix of a board: each contestant's rank in each category."""

import math

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ranking import selectors
from ranking.charts.heat import step_of
from ranking.lens_query import query_of
from ranking.views.seen import Seen, board_page


@board_page("overview")
def overview(request: HttpRequest, seen: Seen) -> HttpResponse:
    table = selectors.overview(seen.newest, seen.lens)
    rows = [
        {
            "contestant": row.contestant,
            "cells": [_cell(cell, len(table.rows)) for cell in row.cells],
        }
        for row in table.rows
    ]
    columns = [{"category": category, "query": query_of(lens)} for category, lens in table.columns]
    context = {"seen": seen, "columns": columns, "rows": rows}
    return render(request, "ranking/overview.html", context)


def _cell(cell: selectors.OverviewCell | None, num_rows: int) -> dict[str, object] | None:
    if cell is None:
        return None
    middle = (cell.rank_low + cell.rank_high) / 2  # by logarithms: the first ranks differ most
    return {"rank": cell, "step": step_of(math.log(middle), 0, math.log(max(num_rows, 2)))}
