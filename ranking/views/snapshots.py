"""The permalink of a snapshot: a leaderboard as it was published, until it is thinned out."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ranking import selectors
from ranking.lens_query import query_of
from ranking.views.table import table_context


@require_safe
def snapshot(request: HttpRequest, snapshot_id: int) -> HttpResponse:
    """410, with a link to the nearest that was kept, for one that was thinned out."""
    found = selectors.snapshot(snapshot_id)
    if found is None:
        kept = selectors.stands_for(snapshot_id)
        if kept is None:
            raise Http404(_("There is no snapshot with this number."))
        context = {"snapshot_id": snapshot_id, "kept": kept}
        return render(request, "ranking/thinned.html", context, status=410)
    lens = selectors.lens_of(found)
    context = {
        **table_context(found, request.GET.dict()),
        "board": selectors.board_named(found.board),
        "lens": lens,
        "query": query_of(lens),
    }
    return render(request, "ranking/snapshot.html", context)
