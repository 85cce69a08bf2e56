"""A route as a value: all that is needed to ask a contestant, without any table or setting."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from inference.wire import Sampling


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long to wait: to connect, for the first token, between tokens, and in all."""

    connect_seconds: float = 5.0
    first_token_seconds: float = 60.0
    idle_seconds: float = 30.0
    total_seconds: float = 240.0


@dataclass(frozen=True, slots=True)
class RouteSpec:
    """private_hosts: "host:port" of those that may be called although they are not public."""

    slug: str
    backend: str
    base_url: str = ""
    model_name: str = ""
    api_key: str = field(default="", repr=False)  # must never reach a log
    system_prompt: str = ""
    sampling: Sampling = field(default_factory=Sampling)
    options: Mapping[str, object] = field(default_factory=dict, hash=False)
    timeouts: Timeouts = field(default_factory=Timeouts)
    private_hosts: frozenset[str] = frozenset()
