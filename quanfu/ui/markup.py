"""Small pieces of markup that macros share."""

import zlib
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup, escape

TINTS = 6


def attributes(values: Mapping[str, Any]) -> Markup:
    """HTML attributes with a leading space: `data_key="r"` becomes data-key="r"; True is bare; None and False are left out."""
    parts = []
    for name, value in values.items():
        if value is None or value is False:
            continue
        name = name.rstrip("_").replace("_", "-")
        parts.append(f" {name}" if value is True else f' {name}="{escape(value)}"')
    return Markup("".join(parts))


def initial(name: object) -> str:
    """What stands in an avatar: the family name's character of a Chinese name, up to two initials of others."""
    words = str(name or "").split()
    if not words:
        return "?"
    if words[0][0] >= "⺀":
        return words[0][0]
    return "".join(word[0] for word in words[:2]).upper()


def tint(name: object) -> int:
    """One of six quiet tints, always the same for the same name."""
    return zlib.crc32(str(name or "").encode()) % TINTS + 1
