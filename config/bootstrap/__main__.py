"""python3 -m config.bootstrap VERB: set up what the verb needs, then hand over to it.

1. Look at the machine: Python, programs, disk.
2. Take the lock: two set-ups at once would trip over each other.
3. Complete .venv; for tests Debian's packages; for what runs the engine its kernels and model;
   the votes of the first board.
4. Hand over. A second time nothing is installed and no network is needed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from config.bootstrap import debian, first_votes, kernels, lock, machine, model_file
from config.bootstrap.packages import Environment
from config.bootstrap.steps import SetupError, refuse
from config.places import BASE_DIR, DATA_DIR
from config.supervisor import ports

VAR = BASE_DIR / "var"  # of the set-up, wherever the data are
LOG = VAR / "log" / "setup.log"
LOOPBACK = {"", "localhost", "127.0.0.1", "::1"}

# Production-like values: `check --deploy` must find nothing to warn of.
DEPLOYED = {
    "DEBUG": "0",
    "HTTPS": "1",
    "BEHIND_PROXY": "1",
    "TRUSTED_PROXIES": "10.0.0.2",
    "ALLOWED_HOSTS": "arena.example.org",
    "SITE_URL": "https://arena.example.org",
    "DATABASE_URL": "postgres://agon:secret@10.0.0.3/agon",
    "REDIS_URL": "redis://10.0.0.4:6379/0",
    "ENGINE_URL": "http://10.0.0.5:8100/v1",
    "EMAIL_URL": "smtp+tls://agon:secret@10.0.0.6:587",
    "SECRET_KEY": "a-value-that-is-only-there-to-be-checked-and-never-signs-anything-0123456789",
}


def main(arguments: list[str]) -> int:
    verb, rest = (arguments[0], arguments[1:]) if arguments else ("run", [])
    if verb not in VERBS:
        print(f"{verb!r} is none of: {', '.join(VERBS)}.", file=sys.stderr)
        return 2
    try:
        environment = set_up(verb)
    except (SetupError, lock.Locked, ports.PortBusy) as error:
        return refuse(error)
    os.chdir(str(BASE_DIR))
    return VERBS[verb](environment.python, rest)


def set_up(verb: str) -> Environment:
    machine.check_python()
    machine.check_programs()
    with_dev = verb != "run"
    descriptor = lock.take(VAR / "setup.lock", lock.BEING_SET_UP)
    if verb == "run":  # before packages are changed under a site that uses them
        os.close(lock.take(DATA_DIR / "run.lock", lock.RUNNING))
        check_port()
    environment = Environment(BASE_DIR, LOG)
    is_first_time = not environment.is_complete(with_dev)
    needed = machine.FIRST_TIME_BYTES if is_first_time else machine.LATER_BYTES
    machine.check_disk(BASE_DIR, needed)
    environment.complete(with_dev)
    if verb == "test":
        debian.ensure(LOG)
    if verb in ("run", "test", "bench") and runs_engine():
        kernels.ensure(BASE_DIR, environment.python, LOG)
        if not os.environ.get("MODEL_PATH"):  # or the model file is the user's own
            model_file.ensure(model_path(), environment.python, LOG)
    if verb in ("run", "test", "bench"):
        first_votes.ensure(votes_path(), environment.python, LOG)
    os.close(descriptor)
    return environment


def check_port() -> None:
    """Early, so that nobody waits for packages first; what is no number is left to the settings."""
    port = os.environ.get("PORT") or "8000"
    if port.isdecimal():
        ports.choose(os.environ.get("HOST") or "127.0.0.1", int(port), "PORT", is_explicit=True)


def runs_engine() -> bool:
    """Not when the engine runs elsewhere."""
    engine_host = urlsplit(os.environ.get("ENGINE_URL", "")).hostname or ""
    return engine_host in LOOPBACK


def model_path() -> Path:
    return DATA_DIR / "models" / model_file.FILE_NAME


def votes_path() -> Path:
    return DATA_DIR / "data" / first_votes.FILE_NAME


def run(python: str, rest: list[str]) -> int:
    os.execv(python, [python, "-m", "config.supervisor", *rest])


def test(python: str, rest: list[str]) -> int:
    """All tests, on data of their own that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="agon-test-") as data:
        env = {**os.environ, "AGON_DATA": data}
        env.setdefault("MODEL_PATH", str(model_path()))
        env.setdefault("AGON_ARENA_VOTES", str(votes_path()))
        return _call([python, "-m", "pytest", *rest], env)


def check(python: str, rest: list[str]) -> int:
    """Every check, also after one has failed; 1 if any did."""
    with tempfile.TemporaryDirectory(prefix="agon-check-") as data:
        env = {**os.environ, "AGON_DATA": data, "ENGINE_URL": DEPLOYED["ENGINE_URL"]}
        manage = [python, "manage.py"]
        commands = [
            ([python, "-m", "ruff", "check", "--no-cache", "."], env),
            ([python, "-m", "ruff", "format", "--check", "."], env),
            ([python, "-m", "mypy", "."], env),
            ([*manage, "makemigrations", "--check", "--dry-run"], env),
            ([*manage, "check", "--deploy", "--fail-level", "WARNING"], {**env, **DEPLOYED}),
            ([python, "-m", "pytest", "-q", "tests/test_architecture.py"], env),
        ]
        return max([_announce(command, env) for command, env in commands])


def fix(python: str, rest: list[str]) -> int:
    """What ruff can mend by itself."""
    status = subprocess.call([python, "-m", "ruff", "check", "--fix", "."])
    return max(status, subprocess.call([python, "-m", "ruff", "format", "."]))


def bench(python: str, rest: list[str]) -> int:
    return _call([python, "-m", "bench", *rest], dict(os.environ))


def bench_peers(python: str, rest: list[str]) -> int:
    return _call([python, "-m", "bench.peers", *rest], dict(os.environ))


def _announce(command: list[str], env: dict[str, str]) -> int:
    print(f"\n$ {' '.join(command[1:])}", flush=True)
    return min(_call(command, env), 1)


def _call(command: list[str], env: dict[str, str]) -> int:
    child = subprocess.Popen(command, env=env)
    while True:
        try:
            return child.wait()
        except KeyboardInterrupt:  # it reached the child as well: let it end in its own way
            continue


VERBS = {
    "run": run,
    "test": test,
    "check": check,
    "fix": fix,
    "bench": bench,
    "bench-peers": bench_peers,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
