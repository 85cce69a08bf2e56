"""End tasks for sure.

Before Python 3.12 asyncio.wait_for drops a cancellation that comes as what it waits for is done,
and redis-py sends every command through it. Who asks once and then waits may wait for ever.
"""

import asyncio
from collections.abc import Iterable
from typing import Any

ASK_AGAIN_SECONDS = 0.5  # long enough to close what a task has open


async def end_tasks(tasks: Iterable[asyncio.Task[Any]]) -> list[Any]:
    """Cancels until all are done; their outcomes in order, exceptions among them."""
    tasks = list(tasks)
    going_on = {task for task in tasks if not task.done()}
    while going_on:
        for task in going_on:
            task.cancel()
        _, going_on = await asyncio.wait(going_on, timeout=ASK_AGAIN_SECONDS)
    return await asyncio.gather(*tasks, return_exceptions=True)
