"""The compiled kernels: there as a whole or not at all, and what to do where they cannot be."""

from ctypes import CDLL

import pytest

from inference.engine.native import build as building
from inference.engine.native.build import CannotBuild, build, library_path
from inference.engine.native.levels import LEVELS, Level

AVX2 = LEVELS[-1]
BROKEN = Level("broken", frozenset(), ("-mno-such-instructions",))


@pytest.fixture
def small_sources(monkeypatch, tmp_path):
    """A door that is compiled in no time, in place of the real one."""
    folder = tmp_path / "src"
    folder.mkdir()
    (folder / "door.cpp").write_text('#include "answer.hpp"\n')
    (folder / "answer.hpp").write_text('extern "C" int answer() { return 42; }\n')
    monkeypatch.setattr(building, "SOURCES", folder)
    monkeypatch.setattr(building, "DOOR", folder / "door.cpp")
    return folder


@pytest.fixture
def without_compiler(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))


def names_in(folder):
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_a_library_is_compiled_once(small_sources, tmp_path):
    folder = tmp_path / "native"
    path = build(AVX2, folder)
    assert CDLL(str(path)).answer() == 42
    assert names_in(folder) == [path.name]
    written = path.stat()
    assert build(AVX2, folder) == path
    assert path.stat().st_mtime_ns == written.st_mtime_ns
    assert path.stat().st_ino == written.st_ino


def test_a_library_that_is_there_needs_no_compiler(without_compiler, tmp_path):
    path = library_path(AVX2, tmp_path)
    path.write_bytes(b"compiled before")
    assert build(AVX2, tmp_path) == path
    assert path.read_bytes() == b"compiled before"


def test_without_a_compiler_it_is_said_how_to_get_one(without_compiler, tmp_path):
    with pytest.raises(CannotBuild, match=r"no g\+\+.*apt-get install g\+\+"):
        build(AVX2, tmp_path / "native")
    assert names_in(tmp_path / "native") == []


def test_what_the_compiler_refuses_is_reported_and_nothing_is_left(small_sources, tmp_path):
    with pytest.raises(CannotBuild, match=r"g\+\+ refuses.*no-such-instructions"):
        build(BROKEN, tmp_path / "native")
    assert names_in(tmp_path / "native") == []


def test_a_broken_source_leaves_the_older_library(small_sources, tmp_path):
    older = build(AVX2, tmp_path)
    (small_sources / "answer.hpp").write_text("this is no C++\n")
    with pytest.raises(CannotBuild, match="error"):
        build(AVX2, tmp_path)
    assert names_in(tmp_path) == sorted([older.name, "src"])


def test_a_folder_that_cannot_be_written_is_reported(small_sources, tmp_path):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(CannotBuild, match="file"):
        build(AVX2, tmp_path / "file" / "native")


def test_a_changed_source_or_option_makes_another_library(small_sources, tmp_path):
    older = build(AVX2, tmp_path / "native")
    (small_sources / "answer.hpp").write_text('extern "C" int answer() { return 43; }\n')
    newer = build(AVX2, tmp_path / "native")
    assert newer != older
    assert CDLL(str(newer)).answer() == 43
    other = Level(AVX2.name, frozenset(), (*AVX2.options, "-g"))
    assert library_path(other, tmp_path / "native") not in (older, newer)


def test_older_libraries_of_a_level_are_forgotten_and_others_stay(small_sources, tmp_path):
    folder = tmp_path / "native"
    folder.mkdir()
    for name in ("avx2-0123.so", "avx512vnni-0123.so", "notes.txt"):
        (folder / name).write_text("")
    newest = build(AVX2, folder)
    assert names_in(folder) == sorted([newest.name, "avx512vnni-0123.so", "notes.txt"])


def test_the_command_compiles_what_a_check_finds_missing(small_sources, monkeypatch, tmp_path):
    monkeypatch.setattr(building, "levels_of_this_machine", lambda: [AVX2])
    folder = tmp_path / "native"
    assert building.main(["--check"], folder) == 1
    assert names_in(folder) == []
    assert building.main([], folder) == 0
    assert building.main(["--check"], folder) == 0
    assert len(names_in(folder)) == 1


@pytest.mark.parametrize("num_levels", [0, 1])
def test_the_command_says_why_there_are_no_kernels(
    small_sources, without_compiler, monkeypatch, tmp_path, capsys, num_levels
):
    monkeypatch.setattr(building, "levels_of_this_machine", lambda: [BROKEN][:num_levels])
    status = building.main([], tmp_path)
    said = "".join(capsys.readouterr())
    assert status == num_levels
    assert ("no AVX2" in said, "no g++" in said) == (num_levels == 0, num_levels == 1)
