"""What an attack costs in dollars, with and without each defence.

ceil(N / m) c_account + N c_action + c_detector, after Huang Y. et al. (2025), arXiv 2501.07493,
section 5. Their detector costs $2.20 a prompt and $440 for 200 prompts; what accounts and captchas
cost they leave open, so those prices are assumptions to be changed.
"""

import math
from dataclasses import dataclass, field

ANSWERS_A_PROMPT = 50  # of each model, to train on
TOKENS_AN_ANSWER = 512
NUM_PROMPTS = 200  # that are used again and again
UNLIMITED = None


@dataclass(frozen=True)
class DetectorPrices:
    """Dollars for a million tokens of output, and how many models there are of each kind."""

    proprietary_usd: float = 5.00
    open_usd: float = 1.80
    num_proprietary: int = 10
    num_open: int = 20

    def prompt_usd(self) -> float:
        """To train a detector for one prompt: answers from every model."""
        tokens = ANSWERS_A_PROMPT * TOKENS_AN_ANSWER / 1e6
        proprietary = self.num_proprietary * self.proprietary_usd
        return tokens * (proprietary + self.num_open * self.open_usd)


@dataclass(frozen=True)
class Prices:
    """Dollars. The defaults for account and captcha are assumptions of ours: about what bulk
    sellers of confirmed addresses and solvers ask."""

    account_usd: float = 0.10
    action_usd: float = 0.0
    captcha_usd: float = 0.002
    detector: DetectorPrices = field(default_factory=DetectorPrices)


@dataclass(frozen=True)
class Defences:
    """What stands in the way of a vote.

    login                accounts must be made; without it they cost nothing
    captcha              each action needs one
    actions_per_account  rate limit m; None is no limit
    actions_per_prompt   how often a prompt counts (1: once); None for as often as one likes
    vote_usd             a price on each action
    battles_per_account  how many battles an account may start. Where it is given, the two limits
                         above are on votes, and battles left without one are free of them; None
                         lets every battle be an action that they count, as published
    skip_usd             a price on each battle that is left without a vote: a deposit, say,
                         that a vote gives back
    """

    login: bool = False
    captcha: bool = False
    actions_per_account: int | None = UNLIMITED
    actions_per_prompt: int | None = UNLIMITED
    vote_usd: float = 0.0
    battles_per_account: int | None = None
    skip_usd: float = 0.0

    def __post_init__(self) -> None:
        limits = (self.actions_per_account, self.actions_per_prompt, self.battles_per_account)
        for limit in limits:
            if limit is not None and limit < 1:
                raise ValueError("A limit lets each account, and each prompt, act at least once.")
        if self.vote_usd < 0 or self.skip_usd < 0:
            raise ValueError("The price of a vote, or of a skip, is 0 or more.")


@dataclass(frozen=True)
class Bill:
    """Dollars, and how many accounts take part."""

    num_accounts: int
    accounts_usd: float
    actions_usd: float
    detector_usd: float

    @property
    def total_usd(self) -> float:
        return self.accounts_usd + self.actions_usd + self.detector_usd


def bill_for(num_actions: int, defences: Defences, prices: Prices, *, num_skipped: int = 0) -> Bill:
    """The bill for this many actions: battles, of which num_skipped are left without a vote."""
    num_counted = num_actions
    if defences.battles_per_account is not None:
        num_counted -= num_skipped
    num_accounts = max(
        _rounds(num_counted, defences.actions_per_account),
        _rounds(num_actions, defences.battles_per_account),
    )
    an_action = prices.action_usd + defences.vote_usd
    if defences.captcha:
        an_action += prices.captcha_usd
    num_prompts = NUM_PROMPTS
    if defences.actions_per_prompt is not None:
        num_prompts = max(NUM_PROMPTS, _rounds(num_counted, defences.actions_per_prompt))
    return Bill(
        num_accounts=num_accounts,
        accounts_usd=num_accounts * prices.account_usd if defences.login else 0.0,
        actions_usd=num_actions * an_action + num_skipped * defences.skip_usd,
        detector_usd=num_prompts * prices.detector.prompt_usd(),
    )


def _rounds(num: int, limit: int | None) -> int:
    """How many lots of at most `limit` make up so many; one where there is no limit."""
    return math.ceil(num / (limit or max(num, 1)))


def bills_with_each(
    num_actions: int, defences: Defences, prices: Prices, *, num_skipped: int = 0
) -> list[tuple[str, Bill]]:
    """Without any defence, with each one alone that is switched on, and with all of them."""
    m, n = defences.actions_per_account, defences.actions_per_prompt
    b = defences.battles_per_account
    is_limited = m is not UNLIMITED or b is not UNLIMITED
    limited = Defences(login=True, actions_per_account=m, battles_per_account=b)
    alone = [
        ("login", Defences(login=True), defences.login),
        ("captcha", Defences(captcha=True), defences.captcha),
        ("rate limit and login", limited, is_limited),
        (
            "limit on prompts",
            Defences(actions_per_prompt=n, battles_per_account=b),
            n is not UNLIMITED,
        ),
        ("price of a vote", Defences(vote_usd=defences.vote_usd), defences.vote_usd > 0),
        ("price of a skip", Defences(skip_usd=defences.skip_usd), defences.skip_usd > 0),
    ]
    chosen = [("none", Defences()), *((name, one) for name, one, is_on in alone if is_on)]
    chosen.append(("all", defences))
    return [
        (name, bill_for(num_actions, one, prices, num_skipped=num_skipped)) for name, one in chosen
    ]
