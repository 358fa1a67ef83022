"""Alibaba Cloud SMS (dysmsapi): signature version 3 (ACS3-HMAC-SHA256) and the call SendSms, as published."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import quote

VERSION = "2017-05-25"


def canonical_query(params: Mapping[str, str]) -> str:
    """Sorted by name, percent-encoded as RFC 3986 says."""
    return "&".join(f"{_quoted(name)}={_quoted(params[name])}" for name in sorted(params))


def signed_headers(
    *, key_id: str, key_secret: str, host: str, action: str, version: str, query: str, at: datetime, nonce: str, body: bytes = b"",
) -> dict[str, str]:  # fmt: skip
    """The headers of one POST to "/" with that query."""
    hashed = hashlib.sha256(body).hexdigest()
    headers = {
        "host": host,
        "x-acs-action": action,
        "x-acs-content-sha256": hashed,
        "x-acs-date": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "x-acs-signature-nonce": nonce,
        "x-acs-version": version,
    }
    names = ";".join(sorted(headers))
    canonical = "\n".join(
        ["POST", "/", query, "".join(f"{name}:{headers[name].strip()}\n" for name in sorted(headers)), names, hashed]
    )  # fmt: skip
    to_sign = f"ACS3-HMAC-SHA256\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    signature = hmac.new(key_secret.encode(), to_sign.encode(), hashlib.sha256).hexdigest()
    headers["Authorization"] = (
        f"ACS3-HMAC-SHA256 Credential={key_id},SignedHeaders={names},Signature={signature}"
    )
    return headers


def _quoted(text: str) -> str:
    return quote(text, safe="-_.~")
