"""Accounts that belong together: the same prompts, the same minutes, the same network.

Three p-values a pair of accounts, each the chance of so much in common by accident: shared prompts
(Poisson, by how popular each prompt is), verdicts within a minute of each other (Poisson, by how
busy each minute is), one network (its share of the accounts). Fisher's combination of the three, or
the smallest alone, links two accounts, corrected for all pairs; linked accounts form a cluster.
To belong together is no offence, a class or an office does: only its votes are then tested.
Fisher (1932), Statistical Methods for Research Workers, section 21.1; Tarjan (1975), JACM 22.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc, gammainc

NEIGHBOURS = 15  # with how many others, the next in time, each of a large group is compared
WINDOW_SECONDS = 60.0
LEAST_P = 1e-300


@dataclass(frozen=True)
class Trace:
    """What one verdict gives away of who cast it: keyed hashes, and seconds since some moment."""

    voter: str
    prompt: str
    network: str
    at_seconds: float


@dataclass(frozen=True)
class Link:
    """Why two accounts are thought to belong together."""

    first: str
    second: str
    num_shared_prompts: int
    num_close_votes: int
    same_network: bool
    p_value: float


@dataclass(frozen=True)
class Cluster:
    """voters: sorted, two or more; links: what holds them together."""

    voters: tuple[str, ...]
    links: tuple[Link, ...]

    @property
    def key(self) -> str:
        """The same for the same cluster, also after it has grown, while its first member stays."""
        return self.voters[0]


def find_clusters(traces: Sequence[Trace], *, alpha: float = 0.001) -> list[Cluster]:
    """Clusters of accounts, largest first. alpha: chance of a single false link, all pairs told."""
    crowd = _Crowd(traces)
    num_pairs = math.comb(len(crowd.by_voter), 2)
    links = [
        link
        for link in (crowd.link(*pair) for pair in sorted(crowd.pairs_with_something_in_common()))
        if link.p_value * num_pairs <= alpha
    ]
    groups = _joined((link.first, link.second) for link in links)
    clusters = [
        Cluster(tuple(sorted(group)), tuple(link for link in links if link.first in group))
        for group in groups
    ]
    return sorted(clusters, key=lambda cluster: (-len(cluster.voters), cluster.key))


class _Crowd:
    """Who asked what, when, and from where."""

    def __init__(self, traces: Sequence[Trace]) -> None:
        self.by_voter: dict[str, list[Trace]] = defaultdict(list)
        for trace in traces:
            self.by_voter[trace.voter].append(trace)
        self.uses = Counter(trace.prompt for trace in traces if trace.prompt)
        self.askers = _groups((trace.prompt, trace.voter) for trace in traces)
        self.networks = _groups((trace.network, trace.voter) for trace in traces)
        self.all_times = np.sort(np.array([trace.at_seconds for trace in traces]))
        self.times = {
            voter: np.sort([trace.at_seconds for trace in mine])
            for voter, mine in self.by_voter.items()
        }

    def pairs_with_something_in_common(self) -> set[tuple[str, str]]:
        """Of each prompt and network: all pairs of a few, or neighbours in time of many.

        A ring that works through a list in turns is linked by neighbours just as well.
        """
        pairs = set()
        for group in itertools.chain(self.askers.values(), self.networks.values()):
            in_turn = sorted(group, key=lambda voter: (self.times[voter][0], voter))
            for i, voter in enumerate(in_turn):
                for other in in_turn[i + 1 : i + 1 + NEIGHBOURS]:
                    pairs.add((min(voter, other), max(voter, other)))
        return pairs

    def link(self, first: str, second: str) -> Link:
        num_prompts, p_prompts = self._shared_prompts(first, second)
        num_close, p_close = self._close_votes(first, second)
        share = self._network_share(first, second)
        p_value = _combined([p_prompts, p_close, 1.0 if share is None else share])
        return Link(first, second, num_prompts, num_close, share is not None, p_value)

    def _shared_prompts(self, first: str, second: str) -> tuple[int, float]:
        """How many of the second's verdicts were on prompts of the first, and its chance."""
        asked = {trace.prompt for trace in self.by_voter[first] if trace.prompt}
        theirs = [trace.prompt for trace in self.by_voter[second] if trace.prompt]
        num = len(asked.intersection(theirs))
        if not num:
            return 0, 1.0
        mine = Counter(t.prompt for t in self.by_voter[first] if t.prompt)
        own = Counter(theirs)
        total = sum(self.uses.values())
        # What the others do with these prompts, and half a verdict for those that nobody else has.
        popular = sum((self.uses[p] - mine[p] - own[p] + 0.5) / total for p in asked)
        return num, _poisson_tail(num, len(theirs) * popular)

    def _close_votes(self, first: str, second: str) -> tuple[int, float]:
        mine, theirs = self.times[first], self.times[second]
        num = int(_num_near(mine, theirs).astype(bool).sum())
        if not num:
            return 0, 1.0
        others = _num_near(mine, self.all_times) - _num_near(mine, mine)
        rest = max(len(self.all_times) - len(mine), 1)
        expected = float((others * len(theirs) / rest).sum())
        return num, _poisson_tail(num, max(expected, 0.01))

    def _network_share(self, first: str, second: str) -> float | None:
        """The share of accounts seen in the rarest network that both used; None without one."""
        shares = [
            len(group) / len(self.by_voter)
            for network, group in self.networks.items()
            if network and first in group and second in group
        ]
        return min(shares, default=None)


def _groups(rows: Iterable[tuple[str, str]]) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for key, voter in rows:
        if key:
            found[key].add(voter)
    return found


def _num_near(times: np.ndarray, others: np.ndarray) -> np.ndarray:
    """[n] how many of the sorted others lie within the window of each time."""
    upto = np.searchsorted(others, times + WINDOW_SECONDS, side="right")
    return np.asarray(upto - np.searchsorted(others, times - WINDOW_SECONDS, side="left"))


def _poisson_tail(num: int, mean: float) -> float:
    """P(X >= num), which is the regularised incomplete gamma function."""
    return float(gammainc(num, mean)) if num > 0 else 1.0


def _combined(p_values: Sequence[float]) -> float:
    """One p-value of several: small if one alone is very small, or if all are rather small."""
    kept = [max(p, LEAST_P) for p in p_values]
    fisher = float(chdtrc(2 * len(kept), -2.0 * sum(math.log(p) for p in kept)))
    return min(1.0, 2.0 * min(fisher, len(kept) * min(kept)))


def _joined(pairs: Iterable[tuple[str, str]]) -> list[set[str]]:
    """Union-find with path halving: the groups that the pairs hold together."""
    parent: dict[Hashable, Hashable] = {}

    def root(node: Hashable) -> Hashable:
        parent.setdefault(node, node)
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for first, second in pairs:
        parent[root(first)] = root(second)
    groups: dict[Hashable, set[str]] = defaultdict(set)
    for node in list(parent):
        groups[root(node)].add(str(node))
    return list(groups.values())
