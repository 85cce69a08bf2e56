"""The hand-written files, and what comes out of them."""

from pathlib import Path

from ranking.formats import Broken, Item, detect, read

FILES = Path(__file__).parent / "files"


def all_of(name: str, key: str = "") -> list[Item]:
    path = FILES / name
    return list(read(path, key or detect(path)))


def rows_of(name: str) -> list[Item]:
    return [item for item in all_of(name) if not isinstance(item, Broken)]


def reasons_of(name: str) -> dict[int, str]:
    return {item.number: item.reason for item in all_of(name) if isinstance(item, Broken)}
