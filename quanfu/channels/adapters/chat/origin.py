"""On whose pages the window may stand: our own, and the sites that the channel names."""

from collections.abc import Collection
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings

ASKED_AGAIN = 7200  # seconds that a browser remembers what it may


def is_allowed(origin: str, own: str, origins: Collection[str]) -> bool:
    """A call without an origin comes from our own pages, or from a program that could say any: the token decides.

    ``own``: our address as the caller names it, which counts only if it is one of ours.
    """
    return not origin or origin in origins or (origin == own and _is_ours(own)) or origin == _public()


@lru_cache(256)
def _is_ours(own: str) -> bool:
    try:
        host = urlsplit(own).hostname or ""
    except ValueError:
        return False
    names = [name.strip("[]").lower() for name in settings.ALLOWED_HOSTS]
    return (
        "*" in names or host in names or any(name[:1] == "." and f".{host}".endswith(name) for name in names)
    )


def _public() -> str:
    """Behind a proxy that ends TLS the scheme of a call may be another than that of our pages."""
    parts = urlsplit(settings.PUBLIC_URL)
    return f"{parts.scheme}://{parts.netloc}"


def cors(origin: str) -> list[tuple[bytes, bytes]]:
    """What lets a script of that site read the answer. No cookies go along, ever."""
    if not origin or not origin.isprintable() or not origin.isascii() or len(origin) > 200:
        return []
    return [
        (b"access-control-allow-origin", origin.encode()),
        (b"access-control-allow-headers", b"authorization, content-type"),
        (b"access-control-allow-methods", b"GET, POST"),
        (b"access-control-max-age", str(ASKED_AGAIN).encode()),
        (b"vary", b"origin"),
    ]
