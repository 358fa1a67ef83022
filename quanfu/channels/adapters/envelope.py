"""The sealed envelope in which WeCom and WeChat hand over what happened: AES-256-CBC, signed with SHA-1.

Published by both as the "message encryption and decryption scheme". Key: 43 letters of base64 (EncodingAESKey); its first 16 bytes
are the IV; padding is PKCS#7 to 32 bytes; inside stand 16 random bytes, the length of the text in 4 bytes (big-endian), the text,
and the id of whom it is for (CorpID or AppID).
"""

import base64
import binascii
import hashlib
import secrets
import struct
from dataclasses import dataclass
from hmac import compare_digest
from typing import TYPE_CHECKING
from xml.etree import ElementTree

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers import Cipher
    from cryptography.hazmat.primitives.ciphers.modes import CBC

BLOCK = 32
LONGEST = 1024 * 1024  # bytes of one call-back; theirs are a few kB


class Forged(Exception):
    """What came was not sealed or signed by the one who says so; the text tells the administrator why."""


@dataclass(frozen=True)
class Envelope:
    """token and key as typed into the vendor's console; ``receiver``: CorpID or AppID, "" takes anybody's."""

    token: str
    key: str
    receiver: str

    def signature(self, timestamp: str, nonce: str, sealed: str = "") -> str:
        """SHA-1 over the sorted token, timestamp, nonce and (where there is one) the sealed text, in hex."""
        parts = sorted([self.token, timestamp, nonce, *([sealed] if sealed else [])])
        return hashlib.sha1("".join(parts).encode(), usedforsecurity=False).hexdigest()

    def check(self, signature: str, timestamp: str, nonce: str, sealed: str = "") -> None:
        """Forged unless the signature is right. An empty token signs nothing and is refused."""
        if not self.token:
            raise Forged("no token is set")
        if not compare_digest(self.signature(timestamp, nonce, sealed).encode(), signature.encode()):
            raise Forged("wrong signature")

    def open(self, sealed: str) -> bytes:
        """The text inside. Forged for anything that this key did not seal, or that is for somebody else."""
        plain = self._decrypted(sealed)
        padding = plain[-1]
        if not 1 <= padding <= BLOCK or plain[-padding:] != bytes([padding]) * padding:
            raise Forged("wrong padding: is EncodingAESKey the same on both sides?")
        body = plain[16:-padding]
        if len(body) < 4:
            raise Forged("too short")
        (length,) = struct.unpack("!I", body[:4])
        text, receiver = body[4 : 4 + length], body[4 + length :]
        if len(text) != length:
            raise Forged("wrong length")
        if self.receiver and not compare_digest(receiver, self.receiver.encode()):
            raise Forged(f"it is for {receiver.decode('utf-8', 'replace')[:64]}, not for {self.receiver}")
        return text

    def seal(self, text: bytes) -> str:
        """As the vendor would."""
        body = secrets.token_bytes(16) + struct.pack("!I", len(text)) + text + self.receiver.encode()
        padding = BLOCK - len(body) % BLOCK
        encryptor = self._cipher().encryptor()
        sealed = encryptor.update(body + bytes([padding]) * padding) + encryptor.finalize()
        return base64.b64encode(sealed).decode()

    def _decrypted(self, sealed: str) -> bytes:
        try:
            bytes_ = base64.b64decode(sealed, validate=True)
        except (binascii.Error, ValueError):
            raise Forged("not base64") from None
        if not bytes_ or len(bytes_) % 16:
            raise Forged("not whole blocks")
        decryptor = self._cipher().decryptor()
        return bytes(decryptor.update(bytes_) + decryptor.finalize())

    def _cipher(self) -> "Cipher[CBC]":
        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

        key = aes_key(self.key)
        return Cipher(algorithms.AES(key), modes.CBC(key[:16]))


def aes_key(text: str) -> bytes:
    """The 32 bytes of an EncodingAESKey. Forged when it is none."""
    try:
        key = base64.b64decode(text + "=", validate=True)
    except (binascii.Error, ValueError):
        raise Forged("EncodingAESKey is 43 letters and digits") from None
    if len(key) != 32:
        raise Forged("EncodingAESKey is 43 letters and digits")
    return key


def read_xml(body: bytes) -> dict[str, str]:
    """The flat XML of these vendors as a dict; elements within elements are left out.

    Forged for what is too long, broken, or brings a document type: entities can grow without bound.
    """
    if len(body) > LONGEST:
        raise Forged("too long")
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise Forged("a document type is not allowed")
    try:
        root = ElementTree.fromstring(body)  # noqa: S314 - without a document type there are no entities to expand
    except (ElementTree.ParseError, ValueError):
        raise Forged("not XML") from None
    return {child.tag: child.text or "" for child in root}
