"""A deal is sealed before the first move: nobody can change the secret later and not be found out.

The commitment, HMAC-SHA256 of the deal's canonical JSON under a random nonce, is public from the
start; deal and nonce become so at the end, and whoever likes computes it again.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any


def commitment(deal: Mapping[str, Any], nonce: str) -> str:
    """64 hexadecimal digits."""
    canonical = json.dumps(deal, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hmac.new(nonce.encode(), canonical.encode(), hashlib.sha256).hexdigest()
