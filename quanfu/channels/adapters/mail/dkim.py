"""Our DKIM signature (RFC 6376) on mails that go out, where the channel has a key. RSA only: every receiver knows it."""

import base64

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.utils.translation import gettext as _

from quanfu.core.errors import Refused

LEAST_BITS = 1024
SIGNED = [
    b"From", b"To", b"Cc", b"Subject", b"Date", b"Message-ID", b"Reply-To", b"References", b"In-Reply-To", b"MIME-Version",
    b"Content-Type", b"Content-Transfer-Encoding", b"List-Unsubscribe", b"List-Unsubscribe-Post", b"Auto-Submitted",
]  # fmt: skip
ONCE_ONLY = [b"From", b"To", b"Subject"]  # signed once more as absent, so that nobody can add a second one


def sign(raw: bytes, *, key: str, selector: str, domain: str) -> bytes:
    """The mail with a DKIM-Signature as its first header.

    ``raw`` has CRLF line ends, as it goes over the wire. Raises Refused for a key that cannot sign.
    """
    import dkim

    pem = _load(key).private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    present = {line.partition(b":")[0].lower() for line in raw.partition(b"\r\n\r\n")[0].split(b"\r\n")}
    headers = [name for name in SIGNED if name.lower() in present] + ONCE_ONLY
    signature = dkim.sign(
        raw, selector.encode("idna"), domain.encode("idna"), pem, include_headers=headers,
        canonicalize=(b"relaxed", b"relaxed"),
    )  # fmt: skip
    return bytes(signature) + raw


def record_of(key: str) -> str:
    """The text of the DNS record that belongs to a key, for the operator to publish. Raises Refused."""
    der = _load(key).public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return f"v=DKIM1; k=rsa; p={base64.b64encode(der).decode()}"


def _load(key: str) -> RSAPrivateKey:
    try:
        loaded = load_pem_private_key(key.strip().encode(), password=None)
    except (ValueError, TypeError) as problem:
        raise Refused(_("This is no private key in PEM form."), field="dkim_key") from problem
    if not isinstance(loaded, RSAPrivateKey):
        raise Refused(_("Only RSA keys sign mails."), field="dkim_key")
    if loaded.key_size < LEAST_BITS:
        raise Refused(_("The key is too short: mail servers do not believe it."), field="dkim_key")
    return loaded
