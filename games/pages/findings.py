"""The findings as pages show them: one model, all models, and boards beside chat."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from games.analysis.findings import IN_TOURNAMENTS
from games.models import Findings
from games.pages.curves import CurveChart, curve_of
from games.pages.measure_names import RUNGS, SKILLS, MeasureName, in_order, measure_name
from games.pages.names import NAMES, Words
from ranking.charts.axis import Axis, Whisker
from ranking.models import Contestant

Z_SCORES = Axis(-2.5, 2.5)


@dataclass(frozen=True)
class SkillRow:
    """label, slug: of the skill or of the model, whichever the table lists."""

    label: Words
    hint: Words
    slug: str
    score: Mapping[str, Any]
    whisker: Whisker


@dataclass(frozen=True)
class MeasureRow:
    """Averages. replay: None of what is known only once, and then live is how it was."""

    name: MeasureName
    live: Mapping[str, Any] | None
    replay: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class OnBoard:
    """A model on one board. valid: of its turns; rungs: how many tries the valid ones took."""

    title: str
    url: str
    num_matches: int
    plays: list[MeasureRow]
    beliefs: list[MeasureRow]
    gaps: list[MeasureRow]
    verdicts: Mapping[str, Any] | None
    num_turns: int
    valid: Mapping[str, Any]
    rungs: list[tuple[Words, float]]
    curve: CurveChart | None


@dataclass(frozen=True)
class Compared:
    """A measure of all models on one board, by name of the model."""

    name: MeasureName
    cells: list[Mapping[str, Any] | None]


@dataclass(frozen=True)
class ComparedBoard:
    title: str
    url: str
    models: list[tuple[str, str]]  # slug, name
    rows: list[Compared]


@dataclass(frozen=True)
class AgreementRow:
    """what: a board, a measure or a skill. found: as games/analysis/findings.py gives it."""

    title: str
    what: Words
    found: Mapping[str, Any]


def names_of(found: Mapping[str, Any]) -> dict[str, str]:
    """Slug to name, in the order of the names."""
    known = Contestant.objects.filter(slug__in=found["models"]).order_by("name")
    return dict(known.values_list("slug", "name"))


def skills_of(of_model: Mapping[str, Any]) -> list[SkillRow]:
    return [
        _skill_row(title, hint, key, of_model["skills"][key])
        for key, (title, hint) in SKILLS.items()
        if key in of_model["skills"]
    ]


def skill_tables(findings: Findings) -> list[tuple[Words, Words, list[SkillRow]]]:
    """Each skill that any model has: title, hint, and the models, the best first."""
    tables, models = [], findings.found["models"]
    names = names_of(findings.found)
    for key, (title, hint) in SKILLS.items():
        scores = {slug: models[slug]["skills"].get(key) for slug in names}
        having = [(slug, score) for slug, score in scores.items() if score]
        having.sort(key=lambda pair: -pair[1]["value"])
        rows = [_skill_row(names[slug], "", slug, score) for slug, score in having]
        if rows:
            tables.append((title, hint, rows))
    return tables


def boards_of(of_model: Mapping[str, Any]) -> list[OnBoard]:
    """In the order of the lobby."""
    found = of_model["boards"]
    return [_on_board(board, found[board]) for board in _in_order(found)]


def compared_boards(findings: Findings) -> list[ComparedBoard]:
    names, models = names_of(findings.found), findings.found["models"]
    every = {board for slug in names for board in models[slug]["boards"]}
    boards = [_compared(board, names, models) for board in _in_order(every)]
    return [board for board in boards if board.rows]


def agreement_rows(findings: Findings) -> list[AgreementRow]:
    """By board in the order of the lobby, skills last."""
    rows, order = [], _in_order({one["board"] for one in findings.found["agreement"]})
    places = {board: place for place, board in enumerate(order)}
    found = sorted(
        findings.found["agreement"], key=lambda one: places.get(one["board"], len(places))
    )
    for one in found:
        game = one["board"].partition(":")[0]
        group, _dot, key = one["what"].rpartition(".")
        if group == "skill":
            rows.append(AgreementRow("", SKILLS[key][0], one))
        else:
            rows.append(AgreementRow(board_title(one["board"]), measure_name(key, game).title, one))
    return rows


def board_title(board: str) -> str:
    game, mode = _parts_of(board)
    title = f"{NAMES[game].title}: {NAMES[game].modes[mode][0]}"
    if board.endswith(IN_TOURNAMENTS):
        return _("%(board)s, in tournaments") % {"board": title}
    return title


def _address_of(board: str) -> str:
    if board.endswith(IN_TOURNAMENTS):
        return reverse("games:tournaments")
    return reverse("games:board", args=_parts_of(board))


def _parts_of(board: str) -> tuple[str, str]:
    """Game and mode."""
    game, mode = board.removesuffix(IN_TOURNAMENTS).split(":")
    return game, mode


def _in_order(boards: Collection[str]) -> list[str]:
    modes = [f"{key}:{mode}" for key, name in NAMES.items() for mode in name.modes]
    every = [one for mode in modes for one in (mode, f"{mode}{IN_TOURNAMENTS}")]
    return [board for board in every if board in boards]


def _skill_row(label: Words, hint: Words, slug: str, score: Mapping[str, Any]) -> SkillRow:
    low, high = (
        score[end] if score[end] is not None else score["value"] for end in ("low", "high")
    )
    return SkillRow(label, hint, slug, score, Z_SCORES.whisker(score["value"], low, high))


def _on_board(board: str, found: Mapping[str, Any]) -> OnBoard:
    game, _mode = _parts_of(board)
    measures, turns = found["measures"], found["turns"]
    appearances = found["first_appearances"]
    return OnBoard(
        title=board_title(board),
        url=_address_of(board),
        num_matches=found["num_matches"],
        plays=_rows(game, measures["play"]),
        beliefs=_rows(game, measures["live"], measures["replay"]),
        gaps=_rows(game, measures["gap"]),
        verdicts=found["verdicts"],
        num_turns=int(turns["num"]),
        valid=turns["valid"],
        rungs=[
            (words, turns["rungs"][key]) for key, words in RUNGS.items() if key in turns["rungs"]
        ],
        curve=curve_of(appearances["replay"] or appearances["live"]),
    )


def _rows(
    game: str, first: Mapping[str, Any], second: Mapping[str, Any] | None = None
) -> list[MeasureRow]:
    again = second or {}
    return [
        MeasureRow(measure_name(key, game), first.get(key), again.get(key))
        for key in in_order({*first, *again})
    ]


def _compared(board: str, names: Mapping[str, str], models: Mapping[str, Any]) -> ComparedBoard:
    """The beliefs of replays, which every match has, and how matches went."""
    game, _mode = _parts_of(board)
    having = [(slug, names[slug]) for slug in names if board in models[slug]["boards"]]
    measures = [models[slug]["boards"][board]["measures"] for slug, _name in having]
    averages = [{**one["replay"], **one["play"]} for one in measures]
    keys = in_order({key for one in averages for key in one})
    rows = [Compared(measure_name(key, game), [one.get(key) for one in averages]) for key in keys]
    return ComparedBoard(board_title(board), _address_of(board), having, rows)
