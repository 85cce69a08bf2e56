"""Asking a server over HTTP whether it is ready."""

import asyncio
import http.client
import json
import time
from typing import Any

POLL_SECONDS = 0.3


def ask(port: int, host_name: str) -> dict[str, Any] | None:
    """What /readyz says, or None when nobody answers: {"ready": bool, "checks": {...}}."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readyz", headers={"Host": host_name})
        return dict(json.loads(connection.getresponse().read()))
    except (OSError, ValueError, http.client.HTTPException):
        return None
    finally:
        connection.close()


async def wait_until_ready(port: int, host_name: str, within_seconds: float) -> list[str]:
    """Poll until the site is ready: []; or the names of what was still missing in the end."""
    deadline = time.monotonic() + within_seconds
    while True:
        answer = await asyncio.to_thread(ask, port, host_name)
        if answer and answer.get("ready"):
            return []
        if time.monotonic() > deadline:
            checks = answer.get("checks", {}) if answer else {"web": {"ok": False}}
            return [name for name, check in checks.items() if not check["ok"]]
        await asyncio.sleep(POLL_SECONDS)
