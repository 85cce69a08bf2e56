"""How ranks, ratings, rates and prices are written out."""

from decimal import Decimal
from typing import Protocol

from django import template
from django.template.defaultfilters import floatformat
from django.utils.translation import gettext as _

from ranking.models import Board, Contestant, Rating
from ranking.names import CATEGORY_NAMES, DEFENCE_NAMES, METHOD_NAMES, name_of
from ranking.names import board_name as name_of_board

register = template.Library()


class Ranked(Protocol):
    """Whatever has a spread of ranks: a row of a board, a moment of the past, a cell."""

    rank_low: int
    rank_high: int


class Limited(Protocol):
    """Whatever has a rating with its 95 % limits, in points."""

    rating: float
    rating_low: float
    rating_high: float


EN_DASH = "\u2013"
NOT_KNOWN = EN_DASH


@register.simple_tag
def rank_spread(rating: Ranked) -> str:
    """Best to worst place, as in "3 to 6" with a dash; "3" where only one is possible."""
    if rating.rank_low == rating.rank_high:
        return str(rating.rank_low)
    return f"{rating.rank_low}{EN_DASH}{rating.rank_high}"


@register.simple_tag
def joint_rank_spread(rating: Rating) -> str:
    """The same for the ranks that hold all at once; a dash where the method does not say."""
    if rating.joint_rank_low is None or rating.joint_rank_high is None:
        return NOT_KNOWN
    if rating.joint_rank_low == rating.joint_rank_high:
        return str(rating.joint_rank_low)
    return f"{rating.joint_rank_low}{EN_DASH}{rating.joint_rank_high}"


@register.simple_tag
def rating_with_margin(rating: Limited) -> str:
    """ "1,042 ± 8"."""
    margin = (rating.rating_high - rating.rating_low) / 2
    return f"{floatformat(rating.rating, '0g')} ± {floatformat(margin, '0g')}"


@register.simple_tag
def both_bad_rate(rating: Rating) -> str:
    if rating.num_comparisons == 0:
        return NOT_KNOWN
    return percent(rating.num_both_bad / rating.num_comparisons)


@register.filter
def percent(share: float | None) -> str:
    return NOT_KNOWN if share is None else f"{hundredths(share)} %"


@register.filter
def hundredths(share: float) -> str:
    """As percent, where the sign stands elsewhere."""
    return str(floatformat(100 * share, "0"))


@register.filter
def style_name(feature: str) -> str:
    """What a feature of style control is called."""
    names = {
        "tokens": _("length"),
        "headers": _("headers"),
        "list_items": _("lists"),
        "bold": _("bold"),
        "code_blocks": _("blocks of code"),
    }
    return names.get(feature, feature)


@register.filter
def category_name(slug: str) -> str:
    return name_of(slug, CATEGORY_NAMES)


@register.filter
def method_name(key: str) -> str:
    return name_of(key, METHOD_NAMES)


@register.filter
def defence_name(key: str) -> str:
    """What a line of an attack's bill stands for."""
    return name_of(key, DEFENCE_NAMES)


@register.filter
def called(slug: str, names: dict[str, str]) -> str:
    """A contestant's name; its slug where the contestant is gone."""
    return names.get(slug, slug)


@register.filter
def board_name(board: Board) -> str:
    return name_of_board(board)


@register.filter
def exact_percent(share: float | None) -> str:
    return NOT_KNOWN if share is None else f"{floatformat(100 * share, '1')} %"


@register.filter
def plain(number: float) -> str:
    """As SVG wants it: no thousands apart, a point for decimals, whatever the language."""
    return f"{number:g}"


@register.simple_tag
def price(contestant: Contestant) -> str:
    """ "$0.15 / $0.60": dollars for a million tokens in and out."""
    dollars = (contestant.input_usd_per_million_tokens, contestant.output_usd_per_million_tokens)
    if dollars == (None, None):
        return NOT_KNOWN
    if not any(dollars):
        return _("free")
    return " / ".join(_dollars(amount) for amount in dollars)


def _dollars(amount: Decimal | None) -> str:
    if amount is None:
        return NOT_KNOWN
    shown = amount.normalize()
    decimals = max(2, -int(shown.as_tuple().exponent)) if amount else 0
    return f"${shown:,.{decimals}f}"
