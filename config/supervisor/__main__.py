"""python -m config.supervisor: Agon's own plan, and its life."""

import asyncio
import functools
import os
import resource
import sys
import time
from urllib.parse import urlsplit

from django.conf import settings

from config.bootstrap import lock
from config.env import env_int, env_str
from config.places import BASE_DIR, DATA_DIR
from config.redis_socket import UnsafeFolder, make_private_folder
from config.supervisor import ports, processes
from config.supervisor.life import Life, Plan, complain, say, take_place
from config.supervisor.readiness import wait_until_ready

READY_WITHIN_SECONDS = 120.0
EARLY = ("redis", "engine")  # they need no database
MAX_OPEN_FILES = 65_536  # each open stream is one


def main() -> int:
    started_at = time.monotonic()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ["PYTHONUNBUFFERED"] = "1"  # the last words of a process must not be lost
    try:
        take_place(DATA_DIR, say)
        _choose_ports()
        plan = _plan()
    except (lock.Locked, ports.PortBusy, UnsafeFolder) as error:
        complain(f"Agon cannot start.\n{error}")
        return 1
    _allow_many_open_files()
    return asyncio.run(Life(plan, say, started_at).live())


def _choose_ports() -> None:
    """Before settings are read; children read the same environment."""
    host = env_str("HOST", "127.0.0.1")
    ports.choose(host, env_int("PORT", 8000), "PORT", is_explicit=True)
    if "ENGINE_URL" not in os.environ:
        is_explicit = "ENGINE_PORT" in os.environ
        wanted = env_int("ENGINE_PORT", 8100)
        chosen = ports.choose("127.0.0.1", wanted, "ENGINE_PORT", is_explicit)
        os.environ["ENGINE_PORT"] = str(chosen)


def _plan() -> Plan:
    if processes.is_redis_embedded(settings):
        make_private_folder(DATA_DIR / "redis")
        make_private_folder(settings.REDIS_SOCKET.parent)
    specs = processes.table(settings)
    host_name = urlsplit(settings.SITE_URL).netloc or "localhost"
    return Plan(
        data_dir=DATA_DIR,
        early=[spec for spec in specs if spec.name in EARLY],
        late=[spec for spec in specs if spec.name not in EARLY],
        wait_until_ready=functools.partial(
            wait_until_ready, settings.PORT, host_name, READY_WITHIN_SECONDS
        ),
        address=f"{settings.SITE_URL}/",
        prepare=(sys.executable, str(BASE_DIR / "manage.py"), "prepare"),
    )


def _allow_many_open_files() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MAX_OPEN_FILES if hard == resource.RLIM_INFINITY else min(hard, MAX_OPEN_FILES)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))


if __name__ == "__main__":
    sys.exit(main())
