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
        facts = list(Contestant.objects.order_by("-pk").values_list("slug", "name", "pk"))
        self._of_name = {name.casefold(): pk for _, name, pk in facts}  # of two, the older one
        self._of_slug = {slug: pk for slug, _, pk in facts}  # as our own exports may name them
        self._slugs = set(self._of_slug)
        self.num_new = 0

    def id_of(self, name: str) -> int:
        """The contestant of this name or slug, made if there is none."""
        plain = name.casefold()
        if plain not in self._of_name:
            self._of_name[plain] = self._of_slug.get(plain) or self._make(name)
        return self._of_name[plain]

    def _make(self, name: str) -> int:
        slug = slug_of(name) if slug_of(name) not in self._slugs else distinct_slug_of(name)
        contestant = Contestant(slug=slug, name=name, active=False)
        contestant.full_clean()
        contestant.save(force_insert=True)
        self._slugs.add(slug)
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
