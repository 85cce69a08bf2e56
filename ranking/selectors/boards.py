"""What is on the boards: the newest leaderboards, their rows, who may be seen."""

from dataclasses import asdict

from django.db.models import Case, Max, Q, QuerySet, When

from ranking.lens import PLAIN, Lens
from ranking.method import chance
from ranking.models import Board, Contestant, Leaderboard, PairCount, Rating

OVERALL = "overall"


def board_slugs() -> list[str]:
    """Slugs of all boards: the overall one, those that were made, and those that counts name."""
    made = Board.objects.values_list("slug", flat=True)
    counted = PairCount.objects.order_by().values_list("board", flat=True).distinct()
    return sorted({OVERALL, *made, *counted})


def newest_leaderboard(board: str = OVERALL, lens: Lens = PLAIN) -> Leaderboard | None:
    """The leaderboard that is shown, or None before the first refit."""
    return through(board, lens).order_by("-id").first()


def through(board: str, lens: Lens) -> QuerySet[Leaderboard]:
    """All leaderboards of a board through this lens."""
    return Leaderboard.objects.filter(board=board, **asdict(lens))


def newest_leaderboards(board: str | None = None) -> QuerySet[Leaderboard]:
    """The newest through each lens, of one board or of all, by slug."""
    through = ("board", "category", "window", "method_key")
    of_board = Leaderboard.objects.filter(board=board) if board else Leaderboard.objects
    newest = of_board.order_by().values(*through).annotate(newest=Max("pk"))
    return Leaderboard.objects.filter(pk__in=newest.values("newest")).order_by(*through)


def plain_leaderboards() -> QuerySet[Leaderboard]:
    """The newest of each board through the plain lens, by slug."""
    return newest_leaderboards().filter(**asdict(PLAIN))


def ratings(leaderboard: Leaderboard) -> QuerySet[Rating]:
    """Rows that anybody may see, with their contestants: best rank first, without votes last.

    A contestant that was never compared and no longer takes part is hidden (public_contestants).
    """
    without_votes = Case(When(num_comparisons=0, then=1), default=0)
    shown = Q(num_comparisons__gt=0) | Q(contestant__active=True)
    rows = leaderboard.ratings.select_related("contestant").filter(shown)
    return rows.order_by(without_votes, "rank_low", "-rating", "contestant__name")


def public_contestants() -> QuerySet[Contestant]:
    """Contestants that anybody may see: those that take part, and those compared on some board."""
    compared = Rating.objects.filter(leaderboard__in=plain_leaderboards(), num_comparisons__gt=0)
    shown = Q(active=True) | Q(pk__in=compared.order_by().values("contestant_id"))
    return Contestant.objects.filter(shown).order_by("name")


def ratings_of(contestant: Contestant) -> QuerySet[Rating]:
    """Its rows on the newest leaderboard of every board and lens, with their leaderboards."""
    rows = Rating.objects.filter(contestant=contestant, num_comparisons__gt=0)
    rows = rows.filter(leaderboard__in=newest_leaderboards()).select_related("leaderboard")
    return rows.order_by("leaderboard__board", "leaderboard__category")


def board_named(slug: str) -> Board | None:
    """The board; the overall one is there before anybody made its row."""
    board = Board.objects.filter(slug=slug).first()
    if board is None and slug in board_slugs():
        board = Board(slug=slug, name=slug.replace("-", " ").capitalize())
    return board


def first_imported() -> str | None:
    """The slug of the imported board that a first visitor is shown: the last one that has votes."""
    fitted = plain_leaderboards().filter(num_comparisons__gt=0).order_by().values("board")
    imported = Board.objects.filter(imported_at__isnull=False, slug__in=fitted)
    return imported.order_by("-imported_at").values_list("slug", flat=True).first()


def known_boards() -> list[Board]:
    """All boards that pages lead to: our own overall one first, then the others by name."""
    made = list(Board.objects.order_by("name"))
    if not any(board.slug == OVERALL for board in made):
        made.append(Board(slug=OVERALL, name="Overall"))
    return sorted(made, key=lambda board: (board.slug != OVERALL, bool(board.source), board.name))


def strengths(board: str = OVERALL) -> dict[int, float]:
    """Contestant's id: natural log-odds on the newest board."""
    leaderboard = newest_leaderboard(board)
    if leaderboard is None:
        return {}
    return dict(leaderboard.ratings.values_list("contestant_id", "strength"))


def expected_share(left_id: int, right_id: int, board: str = OVERALL) -> float | None:
    """The chance that left beats right on the newest board; None while one of them is not rated."""
    rated = strengths(board)
    if left_id not in rated or right_id not in rated:
        return None
    return chance(rated[left_id], rated[right_id])
