"""How many left-out keys must be sampled so that an attention's output is right within epsilon.

The output is a ratio of sums over keys, o = N / D with weights e_j = exp(score_j). The keys that
the hash chose are summed exactly; of the n others a uniform sample of b is, each counted n / b
times. To first order the error of o is that of the sum of r_j = e_j (v_j - o), divided by D, so

    |error| <= epsilon |o|  with probability 1 - delta  once
    b >= (z n s / (epsilon |o| D))^2,   z = Phi^-1(1 - delta / 2),   s^2 = trace Cov(r_j)

and, as nothing is drawn twice, b / (1 + b / n) are enough. One formula thus bounds the numerator
and the denominator together. s, o and D come from what has been sampled so far; a base sample is
the first of it.
Source: vAttention, Desai et al., arXiv 2510.05688, theorem on sums; Cochran, Sampling Techniques
(1977), 2.6 (drawing without replacement) and 6.4 (ratio).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist


@dataclass(frozen=True, slots=True)
class Tolerance:
    """The output's relative L2 error stays within epsilon with probability 1 - delta.

    base_share, base_least: the base sample's size, as a share of the keys left out and at least.
    dense_share: from this share of them on, all are read and the answer is exact.
    """

    epsilon: float
    delta: float
    base_share: float = 0.02
    base_least: int = 32
    dense_share: float = 0.5

    def base_size(self, num_residual: int) -> int:
        return min(num_residual, max(self.base_least, math.ceil(self.base_share * num_residual)))

    def quantile(self) -> float:
        return NormalDist().inv_cdf(1 - self.delta / 2)


def sample_size(
    spread: float, output_norm: float, weight_sum: float, num_residual: int, tolerance: Tolerance
) -> int:
    """b, from 0 to num_residual; num_residual means that the bound asks for all of them.

    spread: s above, over the keys left out. output_norm: |o|. weight_sum: D.
    """
    wanted = tolerance.epsilon * output_norm * weight_sum
    if spread == 0:
        return 0
    if not (math.isfinite(spread) and wanted > 0 and math.isfinite(wanted)):
        return num_residual
    unlimited = (tolerance.quantile() * num_residual * spread / wanted) ** 2
    size = math.ceil(unlimited / (1 + unlimited / num_residual))
    return num_residual if size >= tolerance.dense_share * num_residual else size
