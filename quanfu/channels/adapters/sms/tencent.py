"""Tencent Cloud SMS: signature TC3-HMAC-SHA256 and the call SendSms, as published."""

import hashlib
import hmac
from datetime import UTC, datetime

VERSION = "2021-01-11"
CONTENT = "application/json; charset=utf-8"


def signed_headers(
    *, secret_id: str, secret_key: str, service: str, host: str, body: bytes, at: datetime
) -> dict[str, str]:
    """The headers that sign one POST of that body to "/"; action, version and region are said besides."""
    day = at.astimezone(UTC).strftime("%Y-%m-%d")
    scope = f"{day}/{service}/tc3_request"
    canonical = "\n".join(
        ["POST", "/", "", f"content-type:{CONTENT}\nhost:{host}\n", "content-type;host", hashlib.sha256(body).hexdigest()]
    )  # fmt: skip
    stamp = str(int(at.timestamp()))
    to_sign = f"TC3-HMAC-SHA256\n{stamp}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    key = _hmac(_hmac(_hmac(f"TC3{secret_key}".encode(), day), service), "tc3_request")
    signature = hmac.new(key, to_sign.encode(), hashlib.sha256).hexdigest()
    return {
        "Content-Type": CONTENT,
        "Host": host,
        "X-TC-Timestamp": stamp,
        "Authorization": f"TC3-HMAC-SHA256 Credential={secret_id}/{scope}, SignedHeaders=content-type;host, Signature={signature}",
    }


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()
