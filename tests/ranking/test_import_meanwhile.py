"""While an import is written: nobody sees half of it, others write, and it may end any time."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest
from django.core.management import CommandError
from django.db import connection
from django.utils import timezone

from config.places import BASE_DIR
from ranking import services
from ranking.models import Arrival, Comparison, Contestant, PairCount
from ranking.services import import_writing
from ranking.services.import_arrivals import begin
from tests.ranking.importing import counts, import_file, nothing_is_there, vote, written

pytestmark = pytest.mark.django_db


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """Two and a half thousand votes: three batches."""
    rows = [vote(f"v{i}", "ajax", "hector", "tie") for i in range(2500)]
    return written(tmp_path / "many.jsonl", rows)


@pytest.fixture
def between_batches(monkeypatch: pytest.MonkeyPatch):
    """between_batches(do): do(how many rows are written) whenever an import lets others write."""

    def install(do) -> None:
        hook = lambda: do(Comparison.everything.filter(arrival__gt=0).count())  # noqa: E731
        monkeypatch.setattr(import_writing, "let_others_write", hook)

    return install


def test_nobody_sees_half_an_import(many, between_batches):
    seen = {}
    between_batches(lambda num_written: seen.setdefault(num_written, nothing_is_there()))
    assert "2500 votes into “troy”" in import_file(many)
    assert seen == {0: True, 1000: True, 2000: True, 2500: True}
    assert Comparison.objects.count() == 2500
    assert counts() == {("ajax", "hector"): (0, 0, 2500, 0)}
    assert not Arrival.objects.exists()


def test_an_import_that_fails_while_it_writes_leaves_nothing(many, between_batches):
    def fail(num_written: int) -> None:
        if num_written == 2000:
            raise OSError("the disk is full")

    between_batches(fail)
    with pytest.raises(CommandError, match="the disk is full"):
        import_file(many)
    assert nothing_is_there()
    assert not any(t.everything.exists() for t in (Comparison, PairCount, Contestant))
    assert not Arrival.objects.exists()


def test_of_two_imports_into_one_board_the_later_goes_on(many, between_batches):
    def begin_another(num_written: int) -> None:
        if num_written == 1000:
            begin("troy", timezone.now())

    between_batches(begin_another)
    with pytest.raises(CommandError, match="Another import into “troy” began meanwhile"):
        import_file(many)
    assert nothing_is_there()
    assert not Comparison.everything.exists()
    assert Arrival.objects.get().board == "troy"  # the other one's


def test_an_import_into_another_board_is_left_alone(tmp_path, many, between_batches):
    others = [written(tmp_path / "one.jsonl", [vote("v1", "ajax", "hector", "model_a")])]

    def import_the_other(num_written: int) -> None:
        if num_written == 1000 and others:
            import_file(others.pop(), "other")

    between_batches(import_the_other)
    import_file(many)
    assert counts("other") == {("ajax", "hector"): (1, 0, 0, 0)}
    assert counts() == {("ajax", "hector"): (0, 0, 2500, 0)}


@pytest.mark.django_db(transaction=True)
def test_votes_are_cast_while_an_import_iswritten(many, between_batches, ajax, hector):
    """On a connection of their own, which gets through whenever the import lets go."""
    voted = []

    def cast(num_written: int) -> None:
        services.record_comparison(
            source=f"battle:{num_written}",
            left=ajax,
            right=hector,
            outcome="left",
            propensity=0.1,
            voter_key="helen",
            captcha="passed",
            created_at=timezone.now(),
        )
        voted.append(num_written)
        connection.close()

    def vote_elsewhere(num_written: int) -> None:
        elsewhere = Thread(target=cast, args=[num_written])
        elsewhere.start()
        elsewhere.join()

    between_batches(vote_elsewhere)
    import_file(many)
    assert voted == [0, 1000, 2000, 2500]
    assert counts("overall") == {("ajax", "hector"): (4, 0, 0, 0)}
    assert counts() == {("ajax", "hector"): (0, 0, 2500, 0)}


BEGIN = """
import os, signal, sys, django
django.setup()
from django.core.management import call_command
from ranking.models import *
from ranking.services.import_writing import Writer
"""
DIE = """
write = Writer.write
def write_and_die(self, *batch):
    write(self, *batch)
    os.kill(os.getpid(), signal.SIGKILL)
Writer.write = write_and_die
"""
IMPORT = "call_command('import_votes', sys.argv[1], board='troy')\n"
LOOK = """
tables = (Comparison, PairCount, Contestant, Import)
print([table.objects.count() for table in tables], Comparison.everything.count())
"""


def test_an_import_that_is_killed_leaves_nothing_to_see_and_the_next_starts_clean(tmp_path, many):
    """A process of its own, killed after a batch that is written and not shown."""
    env = {**os.environ, "AGON_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "config.settings"}
    env.pop("DATABASE_URL", None)

    def run(*arguments: str, rc: int = 0) -> list[str]:
        command = [sys.executable, *arguments]
        done = subprocess.run(command, cwd=BASE_DIR, env=env, capture_output=True, text=True)
        assert done.returncode == rc, done.stderr
        return done.stdout.splitlines()

    run("manage.py", "migrate", "--skip-checks")
    run("-c", BEGIN + DIE + IMPORT, str(many), rc=-signal.SIGKILL)
    before, said, after = run("-c", BEGIN + LOOK + IMPORT + LOOK, str(many))
    assert before == "[0, 0, 0, 0] 1000"
    assert said == "2500 votes into “troy”; 2 new contestants."
    assert after == "[2500, 1, 2, 1] 2500"
