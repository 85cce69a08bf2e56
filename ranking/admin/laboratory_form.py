"""The form of the laboratory: an attack or a report, in the words of the page."""

from dataclasses import asdict
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ranking import selectors
from ranking.attack.experiments import MOST_TRIALS, Sampling
from ranking.attack.plans import LARGEST_CROWD, Attack, Passive
from ranking.laboratory import present_defences
from ranking.models import AttackRun, Contestant
from ranking.names import board_name

ATTACKS = {
    Attack.TARGET_ONLY: _("Votes where the target is recognised"),
    Attack.OMNI_ONLINE: _("Votes in every battle, by one step of Elo"),
    Attack.OMNI_ABSOLUTE: _("Votes in every battle, for the target's rating"),
    Attack.OMNI_RELATIVE: _("Votes in every battle, for the gap to the next place"),
}
PASSIVE = {
    Passive.ABSTAIN: _("Does not vote"),
    Passive.RANDOM: _("Votes for either side"),
    Passive.TIE: _("Votes for a tie"),
    Passive.BOTH_BAD: _("Says that both are bad"),
    Passive.NORMAL: _("Votes as others did"),
}
SAMPLING = {
    Sampling.UNIFORM: _("All pairs alike"),
    Sampling.AS_BEFORE: _("As often as they met until now"),
    Sampling.BY_LESSON: _("By what a vote teaches, as the arena does"),
}
OF_BOTH = ("accuracy", "num_trials", "seed")
OF_SIMULATION = (
    "rank",
    "attack",
    "passive",
    "trusts_alarms",
    "sampling",
    "refit_every",
    "most_interactions",
    "upset_limit",
    "crowd",
)
OF_DEFENCES = (
    "login",
    "captcha",
    "actions_per_account",
    "battles_per_account",
    "actions_per_prompt",
    "vote_usd",
    "skip_usd",
)


class LaboratoryForm(forms.ModelForm):
    board = forms.ChoiceField(label=_("Board"))
    target = forms.ModelChoiceField(
        Contestant.objects.order_by("name"),
        label=_("Contestant to move"),
        required=False,
        to_field_name="slug",
    )
    rank = forms.IntegerField(label=_("Rank to reach"), required=False, min_value=1)
    attack = forms.ChoiceField(label=_("Attack"), choices=list(ATTACKS.items()))
    passive = forms.ChoiceField(
        label=_("Where the target is not recognised"), choices=list(PASSIVE.items())
    )
    accuracy = forms.FloatField(
        label=_("Accuracy of the detector"),
        initial=0.95,
        min_value=0.5,
        max_value=1.0,
        help_text=_("From 0.5 (guessing) to 1 (always right)."),
    )
    trusts_alarms = forms.BooleanField(
        label=_("Votes where the detector is mistaken, too"), required=False
    )
    sampling = forms.ChoiceField(label=_("How pairs are drawn"), choices=list(SAMPLING.items()))
    refit_every = forms.IntegerField(
        label=_("Interactions between refits"), initial=1000, min_value=1
    )
    most_interactions = forms.IntegerField(
        label=_("Interactions at most"), initial=400_000, min_value=1, max_value=2_000_000
    )
    upset_limit = forms.FloatField(
        label=_("Throw away votes against odds of"),
        required=False,
        min_value=0.5,
        max_value=1.0,
        help_text=_("A defence: the loser's chance on the first board. Empty lets all count."),
    )
    crowd = forms.FloatField(
        label=_("Honest votes meanwhile"),
        initial=0,
        min_value=0,
        max_value=LARGEST_CROWD,
        help_text=_("For each vote of the attacker: 9 where a tenth of all new votes are false."),
    )
    num_trials = forms.IntegerField(
        label=_("Trials"), initial=3, min_value=1, max_value=MOST_TRIALS
    )
    seed = forms.IntegerField(label=_("Seed"), initial=0, min_value=0)
    login = forms.BooleanField(label=_("Voting needs an account"), required=False)
    captcha = forms.BooleanField(label=_("Battles need a captcha"), required=False)
    actions_per_account = forms.IntegerField(
        label=_("Battles that an account may vote on"),
        required=False,
        min_value=1,
        help_text=_("In the whole attack; at first what is allowed in one day."),
    )
    battles_per_account = forms.IntegerField(
        label=_("Battles that an account may start"),
        required=False,
        min_value=1,
        help_text=_("Empty: battles without a vote count as if they were voted on."),
    )
    actions_per_prompt = forms.IntegerField(
        label=_("Battles in which a prompt counts"),
        required=False,
        min_value=1,
        help_text=_("In the whole attack; at first what is allowed in one day."),
    )
    vote_usd = forms.FloatField(label=_("Price of a battle in dollars"), initial=0, min_value=0)
    skip_usd = forms.FloatField(
        label=_("Price of a battle without a vote in dollars"), initial=0, min_value=0
    )

    class Meta:
        model = AttackRun
        fields = ["board", "kind"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "board" in self.fields:
            field = cast(forms.ChoiceField, self.fields["board"])
            field.choices = [(board.slug, board_name(board)) for board in selectors.known_boards()]
        for name, value in asdict(present_defences(num_days=1)).items():
            if name in self.fields:
                self.fields[name].initial = value

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if found.get("kind") == AttackRun.Kind.SIMULATION:
            for name in ("target", "rank"):
                if not found.get(name) and name not in self.errors:
                    self.add_error(name, _("Say whom to move, and to which rank."))
        steps, most = found.get("refit_every"), found.get("most_interactions")
        if steps and most and steps > most:
            self.add_error("refit_every", ValidationError(_("Let there be at least one refit.")))
        return found

    @property
    def parameters(self) -> dict[str, Any]:
        """What ranking/laboratory.py reads, once the form is valid."""
        found = self.cleaned_data
        chosen = {name: found[name] for name in OF_BOTH}
        if found["kind"] == AttackRun.Kind.SIMULATION:
            chosen |= {name: found[name] for name in OF_SIMULATION}
            chosen["target"] = found["target"].slug
        return chosen | {"defences": {name: found[name] for name in OF_DEFENCES}}
