"""Contestants of imported votes: found or made by the names that files give them."""

import hashlib
import re
import unicodedata

from ranking.models import Contestant

SLUG_CHARACTERS = 72  # leaves room for what tells two names apart
_GAPS = re.compile(r"[^a-z0-9_]+")


class ContestantNames:
    """Names to contestants' slugs, for one import. Reads only; `new` [slug] is who is to be made.

    A name is that of a contestant who is there, or their slug, or else somebody new.
    """

    def __init__(self) -> None:
        facts = list(Contestant.objects.order_by("-pk").values_list("slug", "name"))
        self._of_name = {name.casefold(): slug for slug, name in facts}  # of two, the older one
        self._there = {slug for slug, _ in facts}  # as our own exports may name them
        self._taken = set(self._there)
        self.new: dict[str, str] = {}

    def slug_of(self, name: str) -> str:
        plain = name.casefold()
        if plain not in self._of_name:
            self._of_name[plain] = plain if plain in self._there else self._plan(name)
        return self._of_name[plain]

    def _plan(self, name: str) -> str:
        slug = slug_of(name) if slug_of(name) not in self._taken else distinct_slug_of(name)
        Contestant(slug=slug, name=name).clean_fields()
        self._taken.add(slug)
        self.new[slug] = name
        return slug

    def make(self, arrival: int) -> dict[str, int]:
        """Slug to id of everybody, the new ones made. Belongs into the caller's transaction.

        They take no part in battles, and nobody sees them before the arrival is complete. Whom
        another import has brought and not shown yet is taken over.
        """
        ids = dict(Contestant.objects.values_list("slug", "pk"))
        for slug, name in self.new.items():
            if slug not in ids:
                made, _is_new = Contestant.everything.update_or_create(
                    slug=slug,
                    defaults={"arrival": arrival},
                    create_defaults={"arrival": arrival, "name": name, "active": False},
                )
                ids[slug] = made.pk
        return ids


def slug_of(name: str) -> str:
    """ASCII letters, digits, hyphens: claude-3.5-sonnet is claude-3-5-sonnet."""
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    slug = _GAPS.sub("-", plain).strip("-")[:SLUG_CHARACTERS].strip("-")
    return slug or distinct_slug_of(name)


def distinct_slug_of(name: str) -> str:
    """For a name whose slug belongs to another name, such as a.b beside a-b."""
    plain = _GAPS.sub("-", name.casefold()).strip("-")[: SLUG_CHARACTERS - 8]
    digest = hashlib.sha256(name.casefold().encode()).hexdigest()[:8]
    return f"{plain}-{digest}".strip("-")
