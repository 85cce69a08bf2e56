"""What the board expects of any two contestants."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ranking import selectors
from ranking.views.seen import Seen, board_page


@board_page("predict")
def predict(request: HttpRequest, seen: Seen) -> HttpResponse:
    """?a= and ?b= are slugs; the two best stand there until somebody chooses."""
    ratings = list(selectors.ratings(seen.leaderboard)) if seen.leaderboard else []
    rated = {rating.contestant.slug: rating for rating in ratings if rating.num_comparisons}
    best = [*rated, "", ""]
    a, b = (request.GET.get(name, best[i]) for i, name in enumerate("ab"))
    left, right = rated.get(a), rated.get(b)
    is_asked = left is not None and right is not None and left != right
    context = {
        "seen": seen,
        "ranked": [rating.contestant for rating in rated.values()],
        "left": left,
        "right": right,
        "is_same": left is not None and left == right,
        "is_unknown": bool(rated) and (left is None or right is None),
        "expectations": selectors.expectations(
            seen.newest, seen.lens, left.contestant_id, right.contestant_id
        )
        if is_asked and left and right
        else [],
    }
    return render(request, "ranking/predict.html", context)
