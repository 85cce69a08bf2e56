"""Providers' keys at rest: Fernet (AES-128-CBC with HMAC-SHA256), its key derived by HKDF."""

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class KeyUnreadable(Exception):
    """The stored key was encrypted under another CREDENTIALS_KEY: it must be entered anew."""


def encrypt(credentials_key: str, plain: str) -> str:
    return _fernet(credentials_key).encrypt(plain.encode()).decode()


def decrypt(credentials_key: str, encrypted: str) -> str:
    try:
        return _fernet(credentials_key).decrypt(encrypted.encode()).decode()
    except InvalidToken:
        raise KeyUnreadable("the key was stored under another CREDENTIALS_KEY") from None


def _fernet(credentials_key: str) -> Fernet:
    derived = HKDF(SHA256(), length=32, salt=None, info=b"agon route keys")
    return Fernet(base64.urlsafe_b64encode(derived.derive(credentials_key.encode())))
