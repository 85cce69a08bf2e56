"""From measured matches to what they show together: of each model on each board, skills, and how
far boards and measures rank models as chat does.

A measure is averaged over matches, then over wordings, with a bootstrap interval and the number of
matches (averages.py). Turns are those of all matches, finished or not; the rest is of matches that
count. A skill, and a rank beside chat, take LEAST_MATCHES of a model on a board.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from games.analysis.averages import macro_average
from games.analysis.beliefs import score_verdicts
from games.analysis.first_appearance import summarise_first_appearances
from games.analysis.measures import Measures, Values
from games.analysis.rank_agreement import LEAST_IN_COMMON, Scores, rank_agreement
from games.analysis.shares import share_of
from games.analysis.skills import METRICS, SessionMetrics, profiles
from ranking.stats.intervals import Z_95

LEAST_MATCHES = 30
IN_TOURNAMENTS = ":tournament"  # behind a board: its matches of models with models and programs
AVERAGED = ("play", "live", "replay", "gap")
NOT_AVERAGED = {
    "ruled",
    "truth",
    "first",
    "last_turn",
    "most_turns",
}  # what stands for itself makes no mean
BELIEFS = ("live", "replay")
# of the modes of a game, the one that GameArena played: skills are those of its measures
SKILL_BOARDS = {"akinator:classic", "taboo:adversarial", "bluffing:fact-card"}


@dataclass(frozen=True)
class Measured:
    """A model in a match. board: game and mode, perhaps IN_TOURNAMENTS; wording: of its task;
    counts: whether the match says how the model thinks."""

    slug: str
    board: str
    wording: str
    counts: bool
    values: Measures


def findings_of(
    measured: Sequence[Measured],
    boards: Mapping[str, Scores],
    chat: Scores,
    *,
    rng: np.random.Generator,
) -> dict[str, Any]:
    """As JSON: {"models": {slug: {"boards", "skills"}}, "agreement": [...]}.

    boards: strengths of models with enough matches, by board; chat: their ratings there.
    """
    by_place: dict[tuple[str, str], list[Measured]] = defaultdict(list)
    for one in measured:
        by_place[one.slug, one.board].append(one)
    models: dict[str, dict[str, Any]] = {}
    for slug, board in sorted(by_place):
        of_model = models.setdefault(slug, {"boards": {}, "skills": {}})
        of_model["boards"][board] = _on_board(by_place[slug, board], rng)
    for slug, skills in profiles(_sessions(by_place), rng=rng).items():
        models[slug]["skills"] = {
            skill.value: asdict(score) for skill, score in skills.items() if score is not None
        }
    return {"models": models, "agreement": _agreements(models, boards, chat, rng)}


def _on_board(measured: Sequence[Measured], rng: np.random.Generator) -> dict[str, Any]:
    counted = [one for one in measured if one.counts]
    return {
        "num_matches": len(counted),
        "turns": _of_turns(measured),
        "measures": {group: _averages(counted, group, rng) for group in AVERAGED},
        "verdicts": _verdicts(counted),
        "first_appearances": {group: _appearances(counted, group) for group in BELIEFS},
    }


def _of_turns(measured: Sequence[Measured]) -> dict[str, Any]:
    """num; valid, with limits; rungs: of the valid turns, the share that each rung gave."""
    counts: dict[str, float] = defaultdict(float)
    for one in measured:
        for name, num in one.values.get("turns", {}).items():
            counts[name] += num or 0.0
    num, valid = counts.pop("num", 0.0), counts.pop("valid", 0.0)
    rungs = {name: value / valid for name, value in sorted(counts.items())}
    return {"num": num, "valid": asdict(share_of(valid, int(num))), "rungs": rungs}


def _averages(
    counted: Sequence[Measured], group: str, rng: np.random.Generator
) -> dict[str, dict[str, Any]]:
    keys = {key for one in counted for key in one.values.get(group, {})} - NOT_AVERAGED
    found = {}
    for key in sorted(keys):
        values = [one.values.get(group, {}).get(key) for one in counted]
        if any(value is not None for value in values):
            wordings = [one.wording for one in counted]
            found[key] = asdict(macro_average(values, wordings, rng=rng))
    return found


def _verdicts(counted: Sequence[Measured]) -> dict[str, Any] | None:
    plays = [one.values["play"] for one in counted if "ruled" in one.values.get("play", {})]
    pairs = [(play["ruled"] == 1.0, play["truth"] == 1.0) for play in plays]
    return asdict(score_verdicts(pairs)) if pairs else None


def _appearances(counted: Sequence[Measured], group: str) -> dict[str, Any] | None:
    probed = [one for one in counted if one.values.get(group)]
    if not probed:
        return None
    values = [one.values[group] for one in probed]
    return asdict(
        summarise_first_appearances(
            [_whole(value["first"]) for value in values],
            [_whole(value["last_turn"]) or 1 for value in values],
            num_turns=max(_whole(value["most_turns"]) or 1 for value in values),
        )
    )


def _whole(value: float | None) -> int | None:
    return None if value is None else int(value)


def _sessions(by_place: Mapping[tuple[str, str], Sequence[Measured]]) -> list[SessionMetrics]:
    """Those that skills are made of: replays, which every match has, of models with enough."""
    sessions = []
    for (slug, board), measured in by_place.items():
        replayed = [one for one in measured if one.counts and one.values.get("replay")]
        if board not in SKILL_BOARDS or len(replayed) < LEAST_MATCHES:
            continue
        game = board.partition(":")[0]
        for one in replayed:
            values: Values = {**one.values["replay"], **one.values["play"]}
            sessions.append(SessionMetrics(slug, game, one.wording, values))
    return sessions


def _agreements(
    models: Mapping[str, Any],
    boards: Mapping[str, Scores],
    chat: Scores,
    rng: np.random.Generator,
) -> list[dict[str, Any]]:
    """Of each board, each of its measures and each skill with the chat board."""
    scores = [(board, "strength", own) for board, own in sorted(boards.items())]
    for metric in METRICS:
        board = next(one for one in sorted(SKILL_BOARDS) if one.startswith(f"{metric.game}:"))
        group = "play" if metric.key == "disparity_ratio" else "replay"
        sign = -1.0 if metric.less_is_better else 1.0
        averages = {
            slug: of_model["boards"].get(board, {}).get("measures", {}).get(group, {})
            for slug, of_model in models.items()
        }
        own = {slug: found[metric.key] for slug, found in averages.items() if metric.key in found}
        scores.append((board, f"{group}.{metric.key}", _scores(own, sign)))
    for skill in sorted({skill for one in models.values() for skill in one["skills"]}):
        own = {slug: one["skills"][skill] for slug, one in models.items() if skill in one["skills"]}
        scores.append(("", f"skill.{skill}", _scores(own)))
    return [
        {"board": board, "what": what, **_agreement(own, chat, rng)} for board, what, own in scores
    ]


def _scores(averages: Mapping[str, Mapping[str, Any]], sign: float = 1.0) -> Scores:
    """Of models with enough matches, with standard errors from their limits."""
    enough = {slug: one for slug, one in averages.items() if one["num_sessions"] >= LEAST_MATCHES}
    return Scores(
        {slug: sign * one["value"] for slug, one in enough.items()},
        {
            slug: (one["high"] - one["low"]) / (2 * Z_95)
            for slug, one in enough.items()
            if one["low"] is not None
        },
    )


def _agreement(own: Scores, chat: Scores, rng: np.random.Generator) -> dict[str, Any]:
    """The coefficients, or how many contestants there are where they are too few for any."""
    shared = len(own.values.keys() & chat.values.keys())
    if shared < LEAST_IN_COMMON:
        return {"num_contestants": shared}
    return asdict(rank_agreement(own, chat, rng=rng))
