"""The page of matches that can be watched now."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from games.pages.pieces import pieces_of
from games.pages.watching import live_matches
from games.presenting import state_of


@require_GET
@never_cache
def watch(request: HttpRequest) -> HttpResponse:
    """The best match is drawn as it was DELAY ago, the others are named."""
    now = timezone.now()
    lives = live_matches(now)
    best = lives[0] if lives else None
    pieces = pieces_of(state_of(best.match, None, now=now)) if best else {}
    context = {"best": best, "lives": lives[1:], "pieces": pieces}
    return render(request, "games/watch.html", context)
