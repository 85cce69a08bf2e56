"""The filters of a leaderboard, as they stand in its address."""

from typing import cast

from django import forms
from django.utils.translation import gettext_lazy as _

from ranking.models import Rating


class BoardFilter(forms.Form):
    """Choices are what the rows of the board have; anything else is answered in words."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    organisation = forms.ChoiceField(label=_("Organisation"), required=False)
    licence = forms.ChoiceField(label=_("Licence"), required=False)

    def __init__(self, rows: list[Rating], data: dict[str, str]) -> None:
        super().__init__(data, label_suffix="")
        self.rows = rows
        for name in ("organisation", "licence"):
            values = sorted({getattr(row.contestant, name) for row in rows} - {""})
            field = cast(forms.ChoiceField, self.fields[name])
            field.choices = [("", _("All")), *((value, value) for value in values)]

    def chosen(self) -> list[Rating]:
        """The rows that are asked for; all of them while the question is not understood."""
        if not self.is_valid():
            return self.rows
        return [row for row in self.rows if self._fits(row)]

    @property
    def is_narrowed(self) -> bool:
        return self.is_valid() and any(self.cleaned_data.values())

    def _fits(self, row: Rating) -> bool:
        wanted, contestant = self.cleaned_data, row.contestant
        text = f"{contestant.name} {contestant.organisation}".casefold()
        return (
            wanted["q"].casefold() in text
            and wanted["organisation"] in ("", contestant.organisation)
            and wanted["licence"] in ("", contestant.licence)
        )
