"""What readers are told for the keys of measures, skills and rungs: pure rooms know keys only."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from games.pages.names import Words


class Unit(StrEnum):
    """How a value is written."""

    SHARE = "share"  # as percent
    NUMBER = "number"


@dataclass(frozen=True)
class MeasureName:
    title: Words
    unit: Unit = Unit.NUMBER
    hint: Words = ""


def _share(title: Words, hint: Words = "") -> MeasureName:
    return MeasureName(title, Unit.SHARE, hint)


def _number(title: Words, hint: Words = "") -> MeasureName:
    return MeasureName(title, Unit.NUMBER, hint)


MEASURES: dict[str, MeasureName] = {  # by key, or by game and key where that says something else
    "success": _share(_("Matches in which it reached its goal")),
    "rounds": _number(_("Turns used")),
    "disparity_ratio": _number(
        _("How uneven the answers were"), _("0: as many yes as no; 1: always the same")
    ),
    "expected_bits": _number(
        _("Bits that a question could tell"), _("at most 1, if it halves what is left")
    ),
    "gained_bits": _number(_("Bits that an answer told")),
    "agreement": _share(_("Answers as our word bank has them")),
    "round_recall": _share(_("Turns with the word among its candidates")),
    "recall_at_1": _share(_("Turns with the word in first place")),
    "recall_at_3": _share(_("Turns with the word among the first three")),
    "recall_at_5": _share(_("Turns with the word among the first five")),
    "session_recall": _share(_("Matches in which it ever thought of the word")),
    "censored_first": _number(
        _("Turn on which it first thought of the word"),
        _("never: counted as one turn more than there are"),
    ),
    "final_rank": _number(_("Place of the word at the end"), _("11 where it was not listed")),
    "reciprocal_rank": _number(_("1 by the place of the word at the end")),
    "consistency": _share(_("Candidates that no answer had ruled out")),
    "split_disparity": _number(
        _("How unevenly its questions split its candidates"), _("0: in halves")
    ),
    "lenient_recall": _share(_("Turns on which it leaned towards the truth")),
    "strict_recall": _share(_("Turns on which it was sure of the truth")),
    "bluffing.session_recall": _share(_("Matches in which it ever leaned towards the truth")),
    "bluffing.censored_first": _number(
        _("Turn on which it first leaned towards the truth"),
        _("never: counted as one turn more than there are"),
    ),
    "bluffing.final_rank": _number(
        _("How far off its last belief was"), _("1: sure and right; 5: sure and wrong")
    ),
    "bluffing.reciprocal_rank": _number(_("1 by how far off its last belief was")),
    "bluffing.consistency": _share(_("How steady its belief was"), _("100 %: it never turned")),
    "brier": _number(
        _("Error of its last belief (Brier)"), _("0: sure and right; 0.25: undecided")
    ),
    "mean_brier": _number(_("Error of all its beliefs (Brier)")),
    "agrees_with_verdict": _share(_("Verdicts as its last belief")),
    "overlap": _share(_("Of the first five, the same both times")),
    "rank_correlation": _number(
        _("Order of the candidates, both times (Kendall)"), _("1: the same; -1: reversed")
    ),
    "share_alike": _share(_("Turns on which both lean alike")),
    "mean_distance": _number(_("Levels of belief between both"), _("0 to 4")),
    "strength": _number(_("Strength on its board")),
}
SKILLS: dict[str, tuple[Words, Words]] = {
    "deductive": (
        _("Deduction"),
        _("From answers to the one thing that fits them: how soon, how high. Akinator."),
    ),
    "abductive": (
        _("Abduction"),
        _("From what somebody says to what they must mean. Taboo."),
    ),
    "inductive": (
        _("Induction"),
        _("From single answers to whether the whole is true. Bluffing."),
    ),
    "multi-hop": (
        _("Many steps"),
        _("To keep hold of it over all turns: how often it has it, and how steadily. All three."),
    ),
}
RUNGS: dict[str, Words] = {
    "whole": _("at once"),
    "told_why": _("told what was wrong"),
    "short": _("asked in short"),
}


def in_order(keys: Collection[str]) -> list[str]:
    """As readers meet them, whatever the order in which they were found."""
    known = dict.fromkeys(key.rpartition(".")[2] for key in MEASURES)
    return [key for key in known if key in keys]


def measure_name(key: str, game: str = "") -> MeasureName:
    """A key without words is shown as it stands."""
    return MEASURES.get(f"{game}.{key}") or MEASURES.get(key) or MeasureName(key)
