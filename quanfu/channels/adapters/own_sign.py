"""How we and machines that others build for us (a telephone system, an SMS gateway) sign what they post to each other.

Two headers: X-Quanfu-Timestamp, seconds since 1970, and X-Quanfu-Signature.
"""

import hashlib
import hmac


def signature(secret: str, stamp: str, body: bytes) -> str:
    """Hex of HMAC-SHA256 over the time, a full stop and the body as it came."""
    return hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
