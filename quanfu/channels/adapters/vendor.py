"""Calls to the providers' own addresses: bounded in time and size, redirected nowhere, and one access token for all processes."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.core.cache import cache
from django.utils.translation import gettext as _

from quanfu.channels.adapters.contract import NotSent
from quanfu.channels.adapters.reach import reason_of
from quanfu.core.clock import now
from quanfu.core.rules import rule
from quanfu.core.sealed import seal, unseal

if TYPE_CHECKING:
    from quanfu.channels.models import Channel

LONGEST = 2 * 1024 * 1024  # bytes of an answer in JSON
LEAST_PACE = 1_000_000  # bytes a second: a long answer may take longer
EARLY = 300  # a token is renewed so many seconds before it ends
PATIENCE = 8.0  # seconds that others wait for whoever is renewing it


@dataclass(frozen=True)
class Answer:
    """What a provider said: JSON as a dict ({} where it was none), or bytes where those were asked for."""

    status: int
    said: dict[str, Any]
    content: bytes = b""
    type: str = ""


def ask(
    method: str, url: str, *, params: Mapping[str, str] | None = None, json: Any = None, body: bytes | None = None,
    headers: Mapping[str, str] | None = None, longest: int = LONGEST,
) -> Answer:  # fmt: skip
    """One call within channels.vendor_seconds, and a second more for each LEAST_PACE bytes that come. NotSent, not final: nobody answers, it is broken (5xx), or it says too much."""
    import requests

    seconds = int(rule("channels.vendor_seconds"))
    end = time.monotonic() + seconds
    try:
        with requests.request(
            method, url, params=params, json=json, data=body, headers=dict(headers or {}), timeout=seconds, allow_redirects=False,
            stream=True,
        ) as answer:  # fmt: skip
            parts, size = [], 0
            for part in answer.iter_content(65536):
                size += len(part)
                if size > longest or time.monotonic() > end + size / LEAST_PACE:
                    raise NotSent(_("the answer is too long or too slow"))
                parts.append(part)
            if answer.status_code >= 500:
                raise NotSent(f"HTTP {answer.status_code}")
            content = b"".join(parts)
            kind = answer.headers.get("Content-Type", "")
            return Answer(answer.status_code, _json_of(content, kind), content, kind)
    except requests.RequestException as problem:
        raise NotSent(
            _("nobody answers at %(host)s (%(problem)s)")
            % {"host": urlsplit(url).netloc or "—", "problem": reason_of(problem)}
        ) from problem


def access_token(
    channel: "Channel", credentials: str, fetch: Callable[[], tuple[str, int]], *, not_this: str = ""
) -> str:
    """The provider's access token for this channel, fetched once and shared by all processes until it ends.

    ``fetch``: (token, seconds it lives). Of several that find it ended one fetches and the others wait for it. ``not_this``:
    a token that the provider has just refused. NotSent, not final, when there is none in time.
    """
    name = f"channels.token.{channel.pk}.{sha256(credentials.encode()).hexdigest()[:24]}"
    deadline = time.monotonic() + PATIENCE
    while True:
        kept = unseal(cache.get(name) or "")
        if kept and kept["token"] != not_this and float(kept["until"]) > now().timestamp():
            return kept["token"]
        if cache.add(f"{name}.lock", "1", timeout=20):
            try:
                token, seconds = fetch()
                until = now() + timedelta(seconds=max(30, seconds - EARLY))
                cache.set(
                    name, seal({"token": token, "until": str(until.timestamp())}), timeout=max(60, seconds)
                )
                return token
            finally:
                cache.delete(f"{name}.lock")
        if time.monotonic() > deadline:
            raise NotSent(_("the access token is just being renewed"))
        time.sleep(0.05)


def _json_of(content: bytes, kind: str) -> dict[str, Any]:
    import json

    if not content or content[:1] not in b"{[ \r\n\t\xef":
        return {}
    try:
        found = json.loads(content)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
