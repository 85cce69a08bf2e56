"""When to ask for a captcha: at the start, and again when the risk has risen. Pure."""

from dataclasses import dataclass

CALM_SECONDS = 12 * 3600  # how long a pass holds while nothing looks odd
RISKY_SECONDS = 10 * 60  # and while something does
MANY_BATTLES = 15  # in ten minutes: more than a person reads
MANY_FAILURES = 5


@dataclass(frozen=True, slots=True)
class Facts:
    seconds_since_pass: float | None  # None: this session has never passed
    num_recent_battles: int  # of this session, in the last ten minutes
    num_recent_failures: int  # of this network, in the last ten minutes
    is_new_network: bool  # another network than at the last pass


def is_captcha_due(facts: Facts) -> bool:
    """True on a session's first prompt, on a new network, and when a pass has grown old;
    it grows old sooner for whoever is in a hurry or shares a network with those who fail."""
    if facts.seconds_since_pass is None or facts.is_new_network:
        return True
    is_risky = (
        facts.num_recent_battles >= MANY_BATTLES or facts.num_recent_failures >= MANY_FAILURES
    )
    return facts.seconds_since_pass > (RISKY_SECONDS if is_risky else CALM_SECONDS)
