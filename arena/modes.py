"""The ways to talk to contestants, as data: all of them share one view and one template."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from arena.models import Battle


@dataclass(frozen=True, slots=True)
class Mode:
    """num_pickers: how many contestants the visitor chooses by name."""

    slug: str
    title: "str | Promise"
    headline: "str | Promise"
    lead: "str | Promise"
    url_name: str
    num_pickers: int

    @property
    def url(self) -> str:
        return reverse(self.url_name)


MODES = {
    mode.slug: mode
    for mode in (
        Mode(
            Battle.Mode.BLIND.value,
            gettext_lazy("Blind battle"),
            gettext_lazy("Two models answer. You decide."),
            gettext_lazy("Their names are shown after your vote."),
            "arena:new",
            0,
        ),
        Mode(
            Battle.Mode.NAMED.value,
            gettext_lazy("Side by side"),
            gettext_lazy("Choose two models and compare them."),
            gettext_lazy("You know the names, so these votes do not move the leaderboard."),
            "arena:named",
            2,
        ),
        Mode(
            Battle.Mode.DIRECT.value,
            gettext_lazy("Direct chat"),
            gettext_lazy("Talk to one model."),
            gettext_lazy("There is nothing to compare, and no vote."),
            "arena:direct",
            1,
        ),
    )
}
SUGGESTIONS = (
    gettext_lazy("Explain why the sky is blue to a curious ten-year-old."),
    gettext_lazy("Write a polite e-mail that declines an invitation to speak."),
    gettext_lazy("What are the arguments for and against a four-day working week?"),
    gettext_lazy("Write a Python function that tells whether a word is a palindrome."),
)
