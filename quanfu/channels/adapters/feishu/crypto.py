"""How Feishu seals and signs its events: AES-256-CBC with the SHA-256 of the Encrypt Key, the IV in front; a SHA-256 over the body."""

import base64
import binascii
import hashlib
import secrets
from hmac import compare_digest
from typing import TYPE_CHECKING

from quanfu.channels.adapters.envelope import Forged

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers import Cipher
    from cryptography.hazmat.primitives.ciphers.modes import CBC


def open_sealed(key: str, sealed: str) -> bytes:
    """What is inside ``encrypt``. Forged for what this key did not seal."""
    try:
        raw = base64.b64decode(sealed, validate=True)
    except (binascii.Error, ValueError):
        raise Forged("not base64") from None
    if len(raw) < 32 or len(raw) % 16:
        raise Forged("not whole blocks")
    decryptor = _cipher(key, raw[:16]).decryptor()
    plain = bytes(decryptor.update(raw[16:]) + decryptor.finalize())
    padding = plain[-1]
    if not 1 <= padding <= 16 or plain[-padding:] != bytes([padding]) * padding:
        raise Forged("wrong padding: is the Encrypt Key the same on both sides?")
    return plain[:-padding]


def seal(key: str, text: bytes) -> str:
    """As Feishu would."""
    iv, padding = secrets.token_bytes(16), 16 - len(text) % 16
    encryptor = _cipher(key, iv).encryptor()
    return base64.b64encode(
        iv + encryptor.update(text + bytes([padding]) * padding) + encryptor.finalize()
    ).decode()


def signature(key: str, timestamp: str, nonce: str, body: bytes) -> str:
    """X-Lark-Signature: hex of SHA-256 over timestamp, nonce, key and the body as it came."""
    return hashlib.sha256(f"{timestamp}{nonce}{key}".encode() + body).hexdigest()


def check(key: str, said: str, timestamp: str, nonce: str, body: bytes) -> None:
    if not compare_digest(signature(key, timestamp, nonce, body).encode(), said.encode()):
        raise Forged("wrong signature")


def _cipher(key: str, iv: bytes) -> "Cipher[CBC]":
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    return Cipher(algorithms.AES(hashlib.sha256(key.encode()).digest()), modes.CBC(iv))
