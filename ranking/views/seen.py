"""A board as somebody looks at it: which one, through which lens, and what else may be chosen."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any
from urllib.parse import parse_qsl

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ranking import selectors
from ranking.lens import PLAIN, STYLE_CONTROL, Lens
from ranking.lens_query import lens_from, query_of
from ranking.models import Board, Leaderboard
from ranking.names import CATEGORY_NAMES, METHOD_NAMES, PAGE_NAMES, WINDOW_NAMES, Names, name_of


@dataclass(frozen=True)
class Choice:
    """A link that changes one thing and keeps the others."""

    name: str
    url: str
    is_current: bool
    description: str = ""


@dataclass(frozen=True)
class Seen:
    """leaderboard: None while there is none through this lens; newest: of each lens that has."""

    board: Board
    lens: Lens
    leaderboard: Leaderboard | None
    newest: dict[Lens, Leaderboard]
    page: str
    errors: tuple[str, ...] = ()

    @property
    def query(self) -> str:
        return query_of(self.lens)

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What a form must send again so that the lens stays."""
        return parse_qsl(self.query.removeprefix("?"))

    @property
    def pages(self) -> list[Choice]:
        return [
            Choice(str(name), self._url(page, self.lens), page == self.page)
            for page, name in PAGE_NAMES.items()
        ]

    @property
    def categories(self) -> list[Choice]:
        return self._choices("category", CATEGORY_NAMES)

    @property
    def windows(self) -> list[Choice]:
        return self._choices("window", WINDOW_NAMES)

    @property
    def methods(self) -> list[Choice]:
        names = {key: name for key, name in METHOD_NAMES.items() if key != STYLE_CONTROL}
        return self._choices("method_key", names)

    @property
    def style_switch(self) -> Choice | None:
        """A switch, where a leaderboard with style control is there."""
        is_on = self.lens.method_key == STYLE_CONTROL
        wanted = PLAIN.method_key if is_on else STYLE_CONTROL
        links = self._choices("method_key", {wanted: METHOD_NAMES[wanted]})
        other = [link for link in links if not link.is_current]
        name = name_of(STYLE_CONTROL, METHOD_NAMES)
        return Choice(name, other[0].url, is_on) if other else None

    @property
    def choices(self) -> list[tuple[str, list[Choice]]]:
        """Those where there is something to choose, with their names."""
        rows = [
            (_("Questions"), self.categories),
            (_("Time"), self.windows),
            (_("Method"), self.methods),
        ]
        return [(name, choices) for name, choices in rows if len(choices) > 1]

    def _choices(self, field: str, names: Names) -> list[Choice]:
        """One for each value through which there is a leaderboard, and the current one."""
        found = []
        for value, name in names.items():
            lens = replace(self.lens, **{field: value})
            wider = lens if lens in self.newest else replace(PLAIN, **{field: value})
            is_current = lens == self.lens
            if is_current or wider in self.newest:
                url = self._url(self.page, lens if is_current else wider)
                found.append(Choice(str(name), url, is_current))
        return found

    def _url(self, page: str, lens: Lens) -> str:
        return reverse(f"ranking:{page}", args=[self.board.slug]) + query_of(lens)


def see(board: str, query: dict[str, str], page: str) -> Seen:
    """Two queries. Raises Http404 for a board that is not there; a bad lens is told in words."""
    found = selectors.board_named(board)
    if found is None:
        raise Http404(_("There is no board called “%(board)s”.") % {"board": board})
    errors: tuple[str, ...] = ()
    try:
        lens = lens_from(query)
    except ValidationError as error:
        lens, errors = PLAIN, tuple(error.messages)
    newest = {selectors.lens_of(row): row for row in selectors.newest_leaderboards(board)}
    return Seen(found, lens, newest.get(lens), newest, page, errors)


def board_page(page: str) -> Callable[..., Callable[..., HttpResponse]]:
    """A page of a board: the view gets what is seen instead of the board's slug."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @require_safe
        @wraps(view)
        def shown(request: HttpRequest, board: str, **kwargs: Any) -> HttpResponse:
            return view(request, see(board, request.GET.dict(), page), **kwargs)

        return shown

    return decorate
