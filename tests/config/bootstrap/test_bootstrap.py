"""Set-up: stamps, a full disk, and that a failure leaves nothing half done."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from config.bootstrap import debian, lock, machine, model_file
from config.bootstrap.packages import Environment, stamp, torch_pin
from config.bootstrap.steps import SetupError, run_logged
from config.places import BASE_DIR


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / "requirements.txt").write_text("Django==5.2.19\ntorch==2.13.0\n")
    (tmp_path / "requirements-dev.txt").write_text("pytest==9.2.0\n")
    return tmp_path


def test_the_stamp_changes_with_all_that_the_packages_depend_on(checkout):
    def now(python="3.11.2", processor="x86_64") -> str:
        return stamp(checkout, ["requirements.txt"], python, processor)

    first = now()
    assert now() == first
    assert len({first, now(python="3.11.3"), now(processor="aarch64")}) == 3
    (checkout / "requirements.txt").write_text("Django==5.2.20\n")
    assert now() != first


def test_an_installation_that_was_cut_off_is_not_complete(checkout):
    environment = Environment(checkout, checkout / "setup.log")
    environment.folder.mkdir()
    assert not environment.is_complete(with_dev=False)
    (environment.folder / ".stamp").write_text(stamp(checkout, ["requirements.txt"]))
    assert environment.is_complete(with_dev=False)
    assert not environment.is_complete(with_dev=True)
    environment.complete(with_dev=False)  # installs nothing: there is no python in there to do it
    assert not environment.log.exists()


def test_the_environment_of_another_checkout_is_not_emptied_through_a_link(checkout, tmp_path):
    others = tmp_path / "others"
    others.mkdir()
    (checkout / ".venv").symlink_to(others)
    with pytest.raises(SetupError, match="Remove the link"):
        Environment(checkout, checkout / "setup.log").complete(with_dev=False)


def test_torch_is_taken_from_the_pins(checkout):
    assert torch_pin(checkout) == "torch==2.13.0"
    assert torch_pin(BASE_DIR).startswith("torch==")


def test_every_requirement_is_pinned():
    for name in ("requirements.txt", "requirements-dev.txt"):
        lines = (BASE_DIR / name).read_text().splitlines()
        assert not [line for line in lines if "==" not in line]


def test_the_engine_looks_for_the_model_where_the_set_up_puts_it():
    assert settings.MODEL_PATH.name.endswith(".gguf")
    assert model_file.FILE_NAME.endswith(".gguf")


def test_a_full_disk_says_how_much_is_missing():
    with pytest.raises(SetupError, match=r"3\.0 GB are needed and 1\.0 GB are free") as refusal:
        machine.check_free(1_000_000_000, machine.FIRST_TIME_BYTES, Path("/data"))
    assert "Free another 2.0 GB" in str(refusal.value)
    machine.check_free(machine.FIRST_TIME_BYTES, machine.FIRST_TIME_BYTES, Path("/data"))


def test_an_old_python_is_told_which_one_is_needed():
    with pytest.raises(SetupError, match=r"This is Python 3\.9; Agon needs Python 3\.11"):
        machine.check_python((3, 9))


def test_a_missing_compiler_is_named(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SetupError, match=r"apt install g\+\+"):
        machine.check_programs()


def test_a_failed_program_shows_its_last_lines_and_how_to_repair_it(tmp_path):
    command = [sys.executable, "-c", "print('the network is down'); raise SystemExit(1)"]
    with pytest.raises(SetupError, match="the network is down") as refusal:
        run_logged(command, tmp_path / "log", "Plug it in.")
    assert "Plug it in." in str(refusal.value)


def test_what_tests_leave_out_is_said():
    wanted = debian.missing(lambda name: name not in ("chromium", "postgresql"))
    text = debian.left_out(wanted)
    assert "chromium: tests in a browser" in text
    assert "sudo apt install chromium postgresql" in text


def test_a_lock_has_one_holder_and_is_free_when_that_one_has_ended(tmp_path):
    path = tmp_path / "lock"
    holder = (
        f"from pathlib import Path; from config.bootstrap import lock\n"
        f"lock.take(Path({str(path)!r}), '')\nprint('held', flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", holder],
        cwd=BASE_DIR,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as other:
        other.stdout.readline()
        with pytest.raises(lock.Locked, match=f"process {other.pid}"):
            lock.take(path, lock.BEING_SET_UP)
        other.kill()
        other.wait(10)
    assert lock.take(path, "") > 0


def test_the_set_up_needs_nothing_but_pythons_own_library():
    """As on a fresh machine: no site-packages at all."""
    command = [sys.executable, "-S", "-m", "config.bootstrap", "sing"]
    done = subprocess.run(command, cwd=BASE_DIR, capture_output=True, text=True)
    assert done.returncode == 2
    assert "'sing' is none of: run, test, check" in done.stderr
