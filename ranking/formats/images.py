"""Pictures as hashes: which picture it was, and never the picture."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

_HASH = re.compile(r"[0-9a-f]{32,64}")
_PLACES = ("bytes", "path", "image", "image_url", "url", "hash")  # of a picture in an object


def hashes_of(pictures: Any) -> tuple[str, ...]:
    """The hashes of one picture or many, in order, each once."""
    if not isinstance(pictures, Sequence) or isinstance(pictures, str | bytes):
        pictures = [pictures]
    return distinct(found for picture in pictures if (found := hash_of(picture)))


def hash_of(picture: Any) -> str:
    """The file's own hash (MD5 of the pixels in FastChat's logs), or SHA-256 of what it gives.

    A picture is a hash, its bytes, a text such as an address or base64, or an object with one of
    these; "" where there is none.
    """
    if isinstance(picture, Mapping):
        return next((found for place in _PLACES if (found := hash_of(picture.get(place)))), "")
    if isinstance(picture, str):
        plain = picture.strip().lower()
        if _HASH.fullmatch(plain):
            return plain
        picture = picture.encode(errors="surrogatepass")
    if isinstance(picture, bytes | bytearray) and picture:
        return hashlib.sha256(picture).hexdigest()
    return ""


def distinct(hashes: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(hashes))
