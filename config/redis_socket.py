"""Where the private redis-server listens. The kernel cuts paths of sockets off after 107 bytes."""

import hashlib
import os
import tempfile
from pathlib import Path

LONGEST_BYTES = 100


class UnsafeFolder(Exception):
    """The folder of the socket belongs to somebody else, or others may enter it."""


def socket_path(data_dir: Path) -> Path:
    """In the data folder; for a long one, in a private folder of our own among temporary files."""
    path = data_dir / "redis" / "redis.sock"
    if len(os.fsencode(path)) <= LONGEST_BYTES:
        return path
    digest = hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"agon-{os.getuid()}-{digest}" / "redis.sock"


def make_private_folder(folder: Path) -> None:
    """Create it for our eyes only; raises UnsafeFolder when somebody was there first."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.lstat()
    if folder.is_symlink() or found.st_uid != os.getuid():
        raise UnsafeFolder(f"{folder} is not ours: remove it, then start again.")
    folder.chmod(0o700)
