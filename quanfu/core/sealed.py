"""Secrets that a database keeps for us (passwords of mail boxes, keys of providers), readable with our own key only.

The key is made from SECRET_KEY. Whoever changes that must enter the secrets again: `unseal` then gives nothing.
"""

import base64
import hashlib
import json
from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from cryptography.fernet import Fernet


def seal(secrets: dict[str, str]) -> str:
    """Encrypted and signed; the empty text for no secrets."""
    return _box(settings.SECRET_KEY).encrypt(json.dumps(secrets).encode()).decode() if secrets else ""


def unseal(sealed: str) -> dict[str, str]:
    """What ``seal`` was given; nothing where the text is none of ours or SECRET_KEY has changed."""
    from cryptography.fernet import InvalidToken

    if not sealed:
        return {}
    try:
        found = json.loads(_box(settings.SECRET_KEY).decrypt(sealed.encode()))
    except (InvalidToken, ValueError):
        return {}
    return {str(name): str(value) for name, value in found.items()}


@cache
def _box(key: str) -> "Fernet":
    from cryptography.fernet import Fernet

    derived = hashlib.blake2b(key.encode(), digest_size=32, person=b"quanfu.sealed").digest()
    return Fernet(base64.urlsafe_b64encode(derived))
