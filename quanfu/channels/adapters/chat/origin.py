"""On whose pages the window may stand: our own, and the sites that the channel names."""

from collections.abc import Collection

ASKED_AGAIN = 7200  # seconds that a browser remembers what it may


def is_allowed(origin: str, own: str, origins: Collection[str]) -> bool:
    """A call without an origin comes from our own pages, or from a program that could say any: the token decides."""
    return origin in ("", own) or origin in origins


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
