"""A supervised site of little programs: python -m tests.config.dummy_site FOLDER NAME=CODE..."""

import asyncio
import os
import sys
import time
from pathlib import Path

from config.bootstrap import lock
from config.supervisor.life import Life, Plan, complain, say, take_place
from config.supervisor.processes import ProcessSpec


async def ready_at_once() -> list[str]:
    return []


def main(folder: str, *programs: str) -> int:
    named = dict(program.split("=", 1) for program in programs)
    data_dir = Path(folder)
    try:
        take_place(data_dir, say)
    except lock.Locked as error:
        complain(str(error))
        return 1
    plan = Plan(
        data_dir=data_dir,
        early=[],
        late=[
            ProcessSpec(name, (sys.executable, "-c", code), "a test", ends_last=name == "last")
            for name, code in named.items()
        ],
        wait_until_ready=ready_at_once,
        address="nowhere",
        drain_seconds=float(os.environ.get("DRAIN_SECONDS", "5")),
    )
    return asyncio.run(Life(plan, say, time.monotonic()).live())


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
