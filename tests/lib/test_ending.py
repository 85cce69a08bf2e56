"""Tasks end, also those that a cancellation does not reach at first."""

import asyncio

import pytest

from lib.ending import end_tasks


async def for_ever():
    await asyncio.Event().wait()


async def deaf(times):
    """Loses some cancellations, as a library may."""
    for _ in range(times):
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            continue
    await for_ever()


async def failing():
    raise ValueError("as it went")


async def answering():
    return 42


@pytest.mark.parametrize("times", [0, 1, 3])
async def test_a_task_ends_however_often_it_must_be_asked(times):
    task = asyncio.create_task(deaf(times))
    await asyncio.sleep(0)
    async with asyncio.timeout(10):
        (outcome,) = await end_tasks([task])
    assert isinstance(outcome, asyncio.CancelledError)
    assert task.cancelled()


async def test_outcomes_come_in_order():
    tasks = [asyncio.create_task(one()) for one in (answering, for_ever, failing)]
    for _ in range(3):
        await asyncio.sleep(0)
    answered, ended, failed = await end_tasks(tasks)
    assert answered == 42
    assert isinstance(ended, asyncio.CancelledError)
    assert str(failed) == "as it went"


async def test_nobody_to_end_is_no_harm():
    assert await end_tasks([]) == []
