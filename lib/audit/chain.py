"""The chain: each event's digest covers its facts and the digest of the event before it."""

import hashlib
import json
from typing import Any

FIRST_DIGEST = "0" * 64


def digest(previous_digest: str, facts: dict[str, Any]) -> str:
    """SHA-256, 64 hex digits, over the previous digest and the facts as canonical JSON."""
    text = json.dumps(_canonical(facts), sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(f"{previous_digest}\n{text}".encode()).hexdigest()


def _canonical(value: Any) -> Any:
    """Databases may hand 2.0 back as 2: whole numbers are written in one way only."""
    if isinstance(value, dict):
        return {str(name): _canonical(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_canonical(item) for item in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
