"""The set-up compiles the kernels when they are missing, and goes on where that fails."""

import subprocess
import sys
from pathlib import Path

import pytest

from config.bootstrap import __main__ as set_up
from config.bootstrap import debian, first_votes, kernels, machine, model_file
from config.bootstrap.packages import Environment
from config.places import BASE_DIR


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The kernels' set-up with a program in place of the real compilation."""
    (tmp_path / "check_or_compile.py").write_text(
        "import sys\n"
        "if '--check' in sys.argv: sys.exit(not open('state').read() == 'compiled')\n"
        "print(open('refusal').read()) or sys.exit(1) if open('state').read() == 'broken' else 0\n"
        "open('state', 'w').write('compiled')\n"
    )
    monkeypatch.setattr(kernels, "BUILD", ("check_or_compile.py",))

    def build(state: str, refusal: str = "") -> str:
        (tmp_path / "state").write_text(state)
        (tmp_path / "refusal").write_text(refusal)
        kernels.ensure(tmp_path, sys.executable, tmp_path / "log" / "setup.log")
        return (tmp_path / "state").read_text()

    return build


def test_the_kernels_are_compiled_once(build, capsys):
    assert build("missing") == "compiled"
    start, end = capsys.readouterr().out.splitlines()
    assert start == "  Kernels (half a minute, once) ..."
    assert end.startswith("  Kernels: done in ")
    assert build("compiled") == "compiled"
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("refusal", "reason"),
    [
        ("The kernels cannot be compiled. There is no g++.", "There is no g++. All of"),
        ("The kernels cannot be compiled. door.cpp:1: error\nmany\nlines", "door.cpp:1: error All"),
        ("", "The compiler broke off. All of the output:"),
    ],
)
def test_kernels_that_cannot_be_compiled_stop_nothing_and_say_why_in_a_line(
    build, capsys, tmp_path, refusal, reason
):
    assert build("broken", refusal) == "broken"
    _, line = capsys.readouterr().out.splitlines()
    assert "left out, so torch computes" in line
    assert reason in line
    assert refusal in (tmp_path / "log" / "setup.log").read_text()


def test_looking_for_the_real_kernels_says_nothing():
    command = [sys.executable, "-S", *kernels.BUILD, "--check"]
    done = subprocess.run(command, cwd=BASE_DIR, capture_output=True, timeout=60)
    assert (done.stdout, done.stderr) == (b"", b"")


@pytest.mark.parametrize(
    ("address", "runs"),
    [("", True), ("http://127.0.0.1:8100/v1", True), ("http://10.0.0.5:8100/v1", False)],
)
def test_kernels_and_model_are_for_an_engine_that_runs_here(monkeypatch, address, runs):
    monkeypatch.setenv("ENGINE_URL", address)
    assert set_up.runs_engine() is runs


@pytest.mark.parametrize(
    ("verb", "model", "done"),
    [
        ("run", "", ["packages", "kernels", "model", "votes"]),
        ("test", "", ["packages", "debian", "kernels", "model", "votes"]),
        ("bench", "/my/own.gguf", ["packages", "kernels", "votes"]),
        ("check", "", ["packages"]),
        ("fix", "", ["packages"]),
    ],
)
def test_a_verb_sets_up_what_it_needs_in_this_order(monkeypatch, tmp_path, verb, model, done):
    steps = []
    monkeypatch.setattr(Environment, "complete", lambda *_: steps.append("packages"))
    rooms = {"debian": debian, "kernels": kernels, "model": model_file, "votes": first_votes}
    for name, module in rooms.items():
        monkeypatch.setattr(module, "ensure", lambda *_, name=name: steps.append(name))
    monkeypatch.setattr(machine, "check_disk", lambda *_: None)
    monkeypatch.setattr(set_up, "VAR", tmp_path)
    monkeypatch.setattr(set_up, "DATA_DIR", tmp_path)
    monkeypatch.setenv("ENGINE_URL", "")
    monkeypatch.setenv("MODEL_PATH", model)
    monkeypatch.setattr(set_up, "check_port", lambda: None)
    set_up.set_up(verb)
    assert steps == done
