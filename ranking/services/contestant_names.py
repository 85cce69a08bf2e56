"""Contestants of imported votes: found or made by the names that files give them."""

import hashlib
import re
import unicodedata

from ranking.models import Contestant

SLUG_CHARACTERS = 72  # leaves room for what tells two names apart
_GAPS = re.compile(r"[^a-z0-9_]+")


class ContestantNames:
    """Names to contestants' ids, for one import. New ones take no part in battles."""

    def __init__(self) -> None:
        facts = Contestant.objects.values_list("slug", "name", "pk")
        self._known = {slug: (name, pk) for slug, name, pk in facts}
        self._there_before = set(self._known)
        self._ids: dict[str, int] = {}
        self.num_new = 0

    def id_of(self, name: str) -> int:
        """The contestant of this name, made if there is none; other names never become it."""
        if name not in self._ids:
            self._ids[name] = self._find(name) or self._make(name)
        return self._ids[name]

    def _find(self, name: str) -> int | None:
        """By the name; else by the slug, as our own exports give it."""
        slugs = (slug_of(name), distinct_slug_of(name))
        known = [self._known[slug] for slug in slugs if slug in self._known]
        for known_name, pk in known:
            if known_name.casefold() == name.casefold():
                return pk
        slug = name.casefold()
        return self._known[slug][1] if slug in self._there_before else None

    def _make(self, name: str) -> int:
        slug = slug_of(name) if slug_of(name) not in self._known else distinct_slug_of(name)
        contestant = Contestant(slug=slug, name=name, active=False)
        contestant.full_clean()
        contestant.save(force_insert=True)
        self._known[slug] = (name, contestant.pk)
        self.num_new += 1
        return contestant.pk


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
