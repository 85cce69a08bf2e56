"""Logits to the next token, in one order: bias, penalties, constraint, temperature, cut, draw.

Everything is computed from one row in one thread, so that a draw depends on its row, its settings
and its uniform number, never on who else is in the batch. Only the tokens that can still win are
sorted, and where the likeliest is taken nothing is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence as Ids
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inference.engine.sequence import SamplingParams, Sequence

Floats = NDArray[np.float32]
TokenIds = NDArray[np.intp]

LEAST_TEMPERATURE = 1e-5  # below it the likeliest token is taken: 1 / temperature would overflow
FLOORS = (2.0**-6, 2.0**-12, 2.0**-20, 0.0)  # of the likeliest token's mass: who is looked at
DISTANCES = (4.0, 8.0, 16.0, np.inf)  # below the highest logit: who may be among the top
BLOCK = 256  # masses that are summed at once in a plain draw
ROUNDING = 1e-6  # a sum of 32-bit masses within this share of top_p has reached it


@dataclass(frozen=True, slots=True)
class Drawn:
    """A token and, where the request asks, natural log-probabilities.

    They are the model's own, before bias, penalties, constraint and temperature, as in vLLM and
    OpenAI's API. top holds the likeliest (token_id, logprob), best first, equals by id.
    """

    token_id: int
    logprob: float | None = None
    top: tuple[tuple[int, float], ...] = ()


def draw_next(sequence: Sequence, logits: Floats) -> Drawn:
    """The next token of a sequence from its row; takes one number of the sequence's own stream."""
    allowed = sequence.constraint.allowed() if sequence.constraint else None
    uniform = sequence.next_draw()
    return draw(logits, sequence.sampling, uniform, sequence.answer_ids, allowed)


def draw(
    raw: Floats,
    sampling: SamplingParams,
    uniform: float,
    answer_ids: Ids[int] = (),
    allowed: NDArray[np.bool_] | None = None,
) -> Drawn:
    """One token from raw logits [vocabulary]; uniform in [0, 1) picks its place.

    answer_ids: what penalties count. allowed [vocabulary or less]: what a constraint permits.
    """
    row = _adjusted(raw, sampling, answer_ids, allowed)
    if sampling.temperature < LEAST_TEMPERATURE:
        token_id = int(row.argmax())
    else:
        token_id = _draw_from(_masses(row, sampling.temperature), sampling, uniform)
    if sampling.num_top_logprobs is None:
        return Drawn(token_id)
    return _with_logprobs(raw, token_id, sampling.num_top_logprobs)


def _adjusted(
    raw: Floats,
    sampling: SamplingParams,
    answer_ids: Ids[int],
    allowed: NDArray[np.bool_] | None,
) -> Floats:
    """The row with bias, penalties and constraint; the row itself where there are none.

    A token that was answered c times loses c * frequency_penalty + presence_penalty.
    """
    penalised = sampling.has_penalty and answer_ids
    if not (sampling.logit_bias or penalised or allowed is not None):
        return raw
    row = raw.copy()
    for token_id, bias in sampling.logit_bias:
        row[token_id] += bias
    if penalised:
        counts = Counter(answer_ids)
        losses = np.fromiter(counts.values(), np.float32, len(counts))
        losses = losses * sampling.frequency_penalty + sampling.presence_penalty
        row[np.fromiter(counts, np.intp, len(counts))] -= losses
    if allowed is not None:
        row[: len(allowed)][~allowed] = -np.inf
        row[len(allowed) :] = -np.inf
    return row


def _masses(row: Floats, temperature: float) -> Floats:
    """Probabilities up to one factor; the likeliest has 1."""
    masses: Floats = row - row.max()
    masses /= np.float32(temperature)
    np.exp(masses, out=masses)
    return masses


def _draw_from(masses: Floats, sampling: SamplingParams, uniform: float) -> int:
    if sampling.top_k or sampling.top_p < 1:
        token_ids = _likeliest(masses, sampling)
        return int(token_ids[_place(masses[token_ids], uniform)])
    if sampling.min_p > 0:
        token_ids = np.flatnonzero(masses >= sampling.min_p)
        return int(token_ids[_place(masses[token_ids], uniform)])
    return _place_among_many(masses, uniform)


def _likeliest(masses: Floats, sampling: SamplingParams) -> TokenIds:
    """What top_k, then top_p, then min_p leave, likeliest first.

    top_p keeps the fewest likeliest tokens whose share of the mass that top_k left reaches it
    (Holtzman et al. 2020); min_p those with at least that share of the likeliest one's mass.
    """
    wanted_mass = 0.0 if sampling.top_k else _share(sampling.top_p, float(masses.sum()))
    for floor in FLOORS:
        token_ids = np.flatnonzero(masses >= floor)
        candidates = masses[token_ids]
        if len(token_ids) >= sampling.top_k and candidates.sum() >= wanted_mass:
            break
    token_ids = _by_mass(candidates, token_ids)[: sampling.top_k or None]
    candidates = masses[token_ids]
    num_kept = len(token_ids)
    if sampling.top_p < 1:
        sums = candidates.cumsum(dtype=np.float64)
        wanted_mass = wanted_mass or _share(sampling.top_p, float(sums[-1]))
        num_kept = min(num_kept, int(np.searchsorted(sums, wanted_mass)) + 1)
    if sampling.min_p > 0:
        num_kept = min(num_kept, int((candidates >= sampling.min_p).sum()))
    return token_ids[:num_kept]


def _by_mass(masses: Floats, token_ids: TokenIds) -> TokenIds:
    """Largest first, equals by id. One sort of whole numbers, which is quicker than any stable
    sort of floats: the bits of a float that is not negative grow with it."""
    keys = (~masses.view(np.uint32)).astype(np.uint64) << np.uint64(32)
    keys |= token_ids.astype(np.uint64)
    keys.sort()
    return (keys & np.uint64(0xFFFFFFFF)).astype(np.intp)


def _share(top_p: float, mass: float) -> float:
    return top_p * mass * (1 - ROUNDING)


def _place_among_many(masses: Floats, uniform: float) -> int:
    """As _place, by the sums of blocks first: a running sum over the vocabulary is slow."""
    starts = np.arange(0, len(masses), BLOCK)
    sums = np.add.reduceat(masses, starts).cumsum(dtype=np.float64)
    target = _target(sums, uniform)
    block = int(np.searchsorted(sums, target, side="right"))
    before = float(sums[block - 1]) if block else 0.0
    inside = masses[block * BLOCK : (block + 1) * BLOCK].cumsum(dtype=np.float64)
    index = int(np.searchsorted(inside, min(target - before, _below(inside)), side="right"))
    return block * BLOCK + index


def _place(masses: Floats, uniform: float) -> int:
    """Index at which the running sum passes the given share of the whole; its mass is not 0."""
    sums = masses.cumsum(dtype=np.float64)
    return int(np.searchsorted(sums, _target(sums, uniform), side="right"))


def _target(sums: NDArray[np.float64], uniform: float) -> float:
    return min(float(sums[-1]) * uniform, _below(sums))


def _below(sums: NDArray[np.float64]) -> float:
    return float(np.nextafter(sums[-1], 0))


def _with_logprobs(raw: Floats, token_id: int, num_top: int) -> Drawn:
    highest = raw.max()
    log_sum = float(highest) + float(np.log(np.exp(raw - highest).sum(dtype=np.float64)))
    top = tuple((int(index), float(raw[index]) - log_sum) for index in _highest(raw, num_top))
    return Drawn(token_id, float(raw[token_id]) - log_sum, top)


def _highest(row: Floats, count: int) -> TokenIds:
    """The ids of the highest values, best first, equals by id."""
    if count == 0:
        return np.empty(0, np.intp)
    highest = row.max()
    for distance in DISTANCES:
        token_ids = np.flatnonzero(row >= highest - distance)
        if len(token_ids) >= count:
            break
    return token_ids[np.argsort(-row[token_ids], kind="stable")[:count]]
