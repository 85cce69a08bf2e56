"""python -m inference.engine.corpus: English text to train hash maps on and to measure with.

Documents are under free licences and on every Debian: Python's own reference (PSF licence), and
manuals that apt-get fetches (no root needed; GPL, and the licence of the FHS). Training and
held-out text are different documents.
"""

from __future__ import annotations

import argparse
import gzip
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from pydoc_data import topics

from inference.engine.errors import BadSetting

FOLDER = Path("var/text")


@dataclass(frozen=True, slots=True)
class Document:
    """A gzipped plain text inside a Debian package."""

    name: str
    package: str
    member: str


PYTHON_REFERENCE = "python-reference"  # in the running Python, so needs no download
DOCUMENTS = (
    Document(
        "debian-reference",
        "debian-reference-en",
        "usr/share/debian-reference/debian-reference.en.txt.gz",
    ),
    Document("debian-faq", "debian-faq", "usr/share/doc/debian/FAQ/debian-faq.en.txt.gz"),
    Document("debian-policy", "debian-policy", "usr/share/doc/debian-policy/policy.txt.gz"),
    Document(
        "filesystem-hierarchy",
        "debian-policy",
        "usr/share/doc/debian-policy/fhs/fhs-3.0.txt.gz",
    ),
)
TRAINING = (PYTHON_REFERENCE, "debian-reference")
HELD_OUT = ("debian-faq", "debian-policy", "filesystem-hierarchy")


def training_texts(folder: Path = FOLDER) -> list[Path]:
    return _existing(folder, TRAINING)


def held_out_texts(folder: Path = FOLDER) -> list[Path]:
    return _existing(folder, HELD_OUT)


def plain(text: str) -> str:
    """The text without rules, contents' dots and the blanks that set it out on a page."""
    text = re.sub(r"([^\w\s])\1{4,}", "", text)
    text = re.sub(r"[ \t\xa0]+", " ", text)
    text = "\n".join(line.strip() for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def write_corpus(folder: Path = FOLDER) -> list[Path]:
    """Every document as folder/NAME.txt; raises BadSetting where apt-get cannot fetch one."""
    folder.mkdir(parents=True, exist_ok=True)
    reference = "\n\n".join(topics.topics[name] for name in sorted(topics.topics))
    paths = [_write(folder, PYTHON_REFERENCE, reference)]
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        for document in DOCUMENTS:
            text = gzip.decompress(_member(document, scratch)).decode("utf-8", errors="replace")
            paths.append(_write(folder, document.name, text))
    return paths


def _member(document: Document, scratch: Path) -> bytes:
    unpacked = scratch / document.package
    try:
        if not unpacked.is_dir():
            _run("apt-get", "download", document.package, folder=scratch)
            (archive,) = scratch.glob(f"{document.package}_*.deb")
            _run("dpkg-deb", "-x", str(archive), str(unpacked), folder=scratch)
        return (unpacked / document.member).read_bytes()
    except (OSError, ValueError, subprocess.CalledProcessError) as error:
        raise BadSetting(
            f"The Debian package {document.package} cannot be fetched ({error}). Run `apt-get"
            " update` first; without apt, name text files of your own instead."
        ) from error


def _run(*command: str, folder: Path) -> None:
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


def _write(folder: Path, name: str, text: str) -> Path:
    path = folder / f"{name}.txt"
    draft = folder / f".{name}.draft"
    draft.write_text(plain(text), encoding="utf-8")
    os.replace(draft, path)
    return path


def _existing(folder: Path, names: tuple[str, ...]) -> list[Path]:
    paths = [folder / f"{name}.txt" for name in names]
    missing = [path for path in paths if not path.is_file()]
    if missing:
        raise BadSetting(
            f"There is no text at {missing[0]}. Make it with `python -m inference.engine.corpus`."
        )
    return paths


def main() -> int:
    parser = argparse.ArgumentParser(prog="inference.engine.corpus", description=__doc__)
    parser.add_argument("--folder", type=Path, default=FOLDER)
    try:
        for path in write_corpus(parser.parse_args().folder):
            print(f"{path.stat().st_size:>9,} bytes  {path}")
    except BadSetting as refused:
        print(f"corpus: {refused}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
