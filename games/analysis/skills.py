"""A profile of skills: what each game measures, as z-scores among the contestants of a board.

For a metric, m_c is a contestant's macro-average, and z_c = +- (m_c - mean) / deviation over the
contestants that have one, with the sign turned where less is better. A skill is the mean over its
games of the mean over its metrics there.

             deductive            abductive            inductive            multi-hop
    Akinator first, final rank                                              recalls, disparity
    Taboo                         first, final rank                         recalls
    Bluffing                                           first, final rank    recalls, consistency

Source: Table 1 of GameArena (arXiv 2412.06394). Intervals: sessions of a contestant in a game are
drawn again, all metrics together; mean and deviation stay those of the board as it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from games.analysis.averages import NUM_SAMPLES, TAILS, averages_of, draws_of
from games.analysis.beliefs import BeliefScores
from games.analysis.candidates import TOPS, CandidateScores

Floats = NDArray[np.float64]

LEAST_CONTESTANTS = 2


class Skill(StrEnum):
    DEDUCTIVE = "deductive"
    ABDUCTIVE = "abductive"
    INDUCTIVE = "inductive"
    MULTI_HOP = "multi-hop"


@dataclass(frozen=True)
class Metric:
    game: str
    key: str
    skill: Skill
    less_is_better: bool = False


def _metrics() -> tuple[Metric, ...]:
    recalls = ("round_recall", *(f"recall_at_{k}" for k in TOPS))
    multi_hop = {
        "akinator": recalls,
        "taboo": recalls,
        "bluffing": ("lenient_recall", "strict_recall", "consistency"),
    }
    own = {"akinator": Skill.DEDUCTIVE, "taboo": Skill.ABDUCTIVE, "bluffing": Skill.INDUCTIVE}
    return (
        *(
            Metric(game, key, skill, less_is_better=True)
            for game, skill in own.items()
            for key in ("censored_first", "final_rank")
        ),
        *(Metric(game, key, Skill.MULTI_HOP) for game, keys in multi_hop.items() for key in keys),
        Metric("akinator", "disparity_ratio", Skill.MULTI_HOP, less_is_better=True),
    )


METRICS = _metrics()


@dataclass(frozen=True)
class SessionMetrics:
    """What one session gave, by the keys of METRICS; None where it has no such value."""

    contestant: str
    game: str
    prompt: str
    values: Mapping[str, float | None]


@dataclass(frozen=True)
class SkillScore:
    """value, low, high: z-scores. low and high are None where some game has a single session."""

    value: float
    low: float | None
    high: float | None
    num_sessions: int


Profile = Mapping[Skill, SkillScore | None]  # None where nothing was measured


def of_candidates(scores: CandidateScores) -> dict[str, float | None]:
    """The values of a session of Akinator or Taboo; the disparity ratio is that of its answers."""
    return {
        "censored_first": float(scores.censored_first),
        "final_rank": float(scores.final_rank),
        "round_recall": scores.round_recall,
        **{f"recall_at_{k}": recall for k, recall in scores.top_recalls.items()},
    }


def of_beliefs(scores: BeliefScores) -> dict[str, float | None]:
    """The values of a session of Bluffing."""
    return {
        "censored_first": float(scores.censored_first),
        "final_rank": float(scores.final_rank),
        "lenient_recall": scores.lenient_recall,
        "strict_recall": scores.strict_recall,
        "consistency": scores.consistency,
    }


def profiles(
    sessions: Sequence[SessionMetrics],
    *,
    rng: np.random.Generator,
    num_samples: int = NUM_SAMPLES,
    metrics: Sequence[Metric] = METRICS,
) -> dict[str, Profile]:
    """The profile of each contestant. A metric that only one contestant has ranks nobody."""
    contestants = sorted({session.contestant for session in sessions})
    means: dict[tuple[str, Metric], Floats] = {}  # [1 + samples], the first is what was observed
    sizes: dict[tuple[str, str], int] = {}
    for contestant in contestants:
        for game in sorted({metric.game for metric in metrics}):
            own = [s for s in sessions if s.contestant == contestant and s.game == game]
            sizes[contestant, game] = len(own)
            for metric, averages in _means(own, game, metrics, rng, num_samples).items():
                means[contestant, metric] = averages
    z_scores = {
        (contestant, metric): z
        for metric in metrics
        for contestant, z in _standardised(metric, contestants, means).items()
    }
    return {
        contestant: {
            skill: _skill(contestant, [m for m in metrics if m.skill == skill], z_scores, sizes)
            for skill in Skill
        }
        for contestant in contestants
    }


def _means(
    own: Sequence[SessionMetrics],
    game: str,
    metrics: Sequence[Metric],
    rng: np.random.Generator,
    num_samples: int,
) -> dict[Metric, Floats]:
    if not own:
        return {}
    places = np.unique([session.prompt for session in own], return_inverse=True)[1]
    once = np.ones((1, len(own)), dtype=np.int64)
    draws = np.concatenate([once, draws_of(len(own), rng, num_samples)])
    found = {}
    for metric in metrics:
        raw = [session.values.get(metric.key) for session in own]
        values = np.array([np.nan if value is None else value for value in raw])
        if metric.game == game and not np.isnan(values).all():
            found[metric] = averages_of(values, places, draws)
    return found


def _standardised(
    metric: Metric, contestants: Sequence[str], means: Mapping[tuple[str, Metric], Floats]
) -> dict[str, Floats]:
    """[1 + samples] by contestant; all 0 where everybody is the same."""
    own = {c: means[c, metric] for c in contestants if (c, metric) in means}
    if len(own) < LEAST_CONTESTANTS:
        return {}
    observed = np.array([averages[0] for averages in own.values()])
    centre, scale = observed.mean(), observed.std()
    if scale <= 1e-12 * max(1.0, abs(centre)):
        return {contestant: np.zeros_like(averages) for contestant, averages in own.items()}
    sign = -1.0 if metric.less_is_better else 1.0
    return {c: sign * (averages - centre) / scale for c, averages in own.items()}


def _skill(
    contestant: str,
    metrics: Sequence[Metric],
    z_scores: Mapping[tuple[str, Metric], Floats],
    sizes: Mapping[tuple[str, str], int],
) -> SkillScore | None:
    by_game: dict[str, list[Floats]] = {}
    for metric in metrics:
        if (contestant, metric) in z_scores:
            by_game.setdefault(metric.game, []).append(z_scores[contestant, metric])
    if not by_game:
        return None
    score = np.mean([np.mean(of_game, axis=0) for of_game in by_game.values()], axis=0)
    counts = [sizes[contestant, game] for game in by_game]
    low, high = None, None
    if min(counts) > 1:
        low, high = (float(limit) for limit in np.nanquantile(score[1:], TAILS))
    return SkillScore(float(score[0]), low, high, sum(counts))
