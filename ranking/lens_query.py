"""A lens as it stands in an address: ?category=coding&window=30-days&method=davidson."""

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ranking.categories import CATEGORIES
from ranking.lens import PLAIN, WINDOWS, Lens
from ranking.methods import METHODS

_CHOICES: dict[str, tuple[str, Mapping[str, object]]] = {
    "category": ("category", CATEGORIES),
    "window": ("window", WINDOWS),
    "method": ("method_key", METHODS),
}


def lens_from(query: Mapping[str, str]) -> Lens:
    """The lens that a query names; what it leaves out is plain.

    Raises ValidationError, by the name of the field, for what is not there to be chosen.
    """
    lens, errors = PLAIN, {}
    for name, (field, known) in _CHOICES.items():
        value = query.get(name) or getattr(PLAIN, field)
        if value in known:
            lens = replace(lens, **{field: value})
        else:
            words = _("“%(value)s” is not there to be chosen. Choose one of: %(known)s.")
            errors[name] = words % {"value": value[:60], "known": ", ".join(known)}
    if errors:
        raise ValidationError(errors)
    return lens


def query_of(lens: Lens, **others: object) -> str:
    """What stands behind an address, "?" with it; "" for the plain lens. None is left out."""
    parts = {
        name: getattr(lens, field)
        for name, (field, _known) in _CHOICES.items()
        if getattr(lens, field) != getattr(PLAIN, field)
    }
    parts |= {name: str(value) for name, value in others.items() if value is not None}
    return f"?{urlencode(parts)}" if parts else ""
