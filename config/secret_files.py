"""Secrets that a first start makes for itself, kept in files that only their owner reads."""

import os
import secrets
from pathlib import Path


def secret(name: str, folder: Path) -> str:
    """The secret called name: from the environment (NAME), else from folder/name, or made anew."""
    given = os.environ.get(name.upper(), "").strip()
    if given:
        return given
    path = folder / name
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        return _create(path)


def _create(path: Path) -> str:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    value = secrets.token_urlsafe(48)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(value)
    try:
        os.link(draft, path)  # two processes may start at once: the first one wins
    except FileExistsError:
        value = path.read_text().strip()
    finally:
        draft.unlink()
    return value
