"""Production's database: migrations and everything that races, on a real PostgreSQL."""

import os
import subprocess
import sys

import pytest

from config.places import BASE_DIR

# Claims, locks, triggers, constraints and what is counted in SQL behave in a way of their own on
# each database.
RACES = [
    "tests/lib/jobs/test_services.py",
    "tests/lib/audit",
    "tests/arena/test_battles.py",
    "tests/arena/test_engagement.py",
    "tests/arena/test_voting.py",
    "tests/games/test_concurrency.py",
    "tests/games/test_daily.py",
    "tests/games/test_engagement.py",
    "tests/games/test_matches.py",
    "tests/games/test_timed_matches.py",
    "tests/ranking/test_import.py",
    "tests/ranking/test_import_meanwhile.py",
    "tests/ranking/test_pair_counts.py",
]


@pytest.mark.postgresql
@pytest.mark.timeout(600)
def test_what_races_holds_on_postgresql_too(postgres_url, tmp_path):
    """Another pytest, because a process speaks to one kind of database only."""
    places = [place for place in RACES if (BASE_DIR / place).exists()]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *places]
    env = os.environ | {"DATABASE_URL": postgres_url, "AGON_DATA": str(tmp_path)}
    done = subprocess.run(command, cwd=BASE_DIR, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    assert " passed" in done.stdout
