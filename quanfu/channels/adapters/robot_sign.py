"""How DingTalk and Feishu sign: HMAC-SHA256, base64. The two take key and text the other way round."""

import base64
import hashlib
import hmac


def dingtalk_sign(secret: str, timestamp: str) -> str:
    """Of robots, in both directions: the secret is the key, "timestamp, line break, secret" the text; milliseconds."""
    return _b64(hmac.new(secret.encode(), f"{timestamp}\n{secret}".encode(), hashlib.sha256))


def feishu_sign(secret: str, timestamp: str) -> str:
    """Of robots in groups: "timestamp, line break, secret" is the key, the text is empty; seconds."""
    return _b64(hmac.new(f"{timestamp}\n{secret}".encode(), b"", hashlib.sha256))


def _b64(made: "hmac.HMAC") -> str:
    return base64.b64encode(made.digest()).decode()
