"""What may be fitted: which outcomes, how ties come about, whether strengths vary together."""

from __future__ import annotations

from dataclasses import dataclass, fields

from ranking.stats.families.outcomes import Outcomes


@dataclass(frozen=True)
class ScalarTies:
    """One tie strength for all pairs: v = c."""


@dataclass(frozen=True)
class OwnTies:
    """Each contestant's own: v_ij = a_i + a_j + the sum over `rank` learned factors of s g_i g_j.

    s is the sign of a factor: those who are alike tie more (+1), or less (-1). The order of the
    contestants does not matter.
    """

    rank: int = 0

    def __post_init__(self) -> None:
        _refuse_negative("rank", self.rank)


@dataclass(frozen=True)
class OrderedTies:
    """v_ij = g_i' f_j + g_j' f_i, where f is a cosine of the contestant's place (DCT-IV).

    As in Ameli et al. (2025), without an intercept, so that one tie strength for all is not
    among its members; or with one. The order of the contestants matters: for comparison only.
    """

    rank: int = 1
    intercept: bool = False

    def __post_init__(self) -> None:
        if self.rank < 1:
            raise ValueError("OrderedTies take a rank of 1 or more; ScalarTies are those of rank 0")


Ties = ScalarTies | OwnTies | OrderedTies


@dataclass(frozen=True)
class Family:
    """outcomes: the likelihood; ties: the tie strength of a pair, which Bradley-Terry has not.

    covariance: None, or the rank of the factors in Thurstone's covariance of the strengths,
    Sigma = diag(t^2) + L L'; 0 is diagonal. z_ij = (x_i - x_j) / sd(strength i - strength j).
    """

    outcomes: Outcomes = Outcomes.DAVIDSON
    ties: Ties = ScalarTies()
    covariance: int | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "outcomes", Outcomes(self.outcomes))
        if self.covariance is not None:
            _refuse_negative("covariance", self.covariance)
        if not self.has_ties and not isinstance(self.ties, ScalarTies):
            raise ValueError("Bradley-Terry takes a tie as half a win each: leave `ties` out")

    @property
    def has_ties(self) -> bool:
        return self.outcomes is not Outcomes.BRADLEY_TERRY

    def num_parameters(self, num_contestants: int) -> int:
        """As the literature counts: those that only shift or turn the others are included."""
        num_spread = 0 if self.covariance is None else 1 + self.covariance
        num_each, num_shared = self.tie_columns()
        return num_contestants * (1 + num_spread + num_each) + num_shared

    def tie_columns(self) -> tuple[int, int]:
        """Tie parameters of each contestant, and those of all."""
        if not self.has_ties:
            return 0, 0
        if isinstance(self.ties, ScalarTies):
            return 0, 1
        if isinstance(self.ties, OwnTies):
            return 1 + self.ties.rank, 0
        return self.ties.rank, int(self.ties.intercept)


@dataclass(frozen=True)
class Penalties:
    """Gaussian priors by their precision, in nats per squared unit of the summed loss; 0 is none.

    strengths   towards 0
    ties        of each contestant's tie strength towards the mean of all
    factors     of tie factors towards 0
    spread      of each t towards 1/sqrt(2), where z is the plain difference
    loadings    of the covariance's factors towards 0
    """

    strengths: float = 0.0
    ties: float = 0.0
    factors: float = 0.0
    spread: float = 0.0
    loadings: float = 0.0

    def __post_init__(self) -> None:
        for field in fields(self):
            if not getattr(self, field.name) >= 0:
                raise ValueError(f"the penalty on {field.name} is a precision: 0 or more")


def _refuse_negative(name: str, value: int) -> None:
    if value < 0:
        raise ValueError(f"{name} is a number of factors: 0 or more")
