"""An invitation (RFC 5545) told in plain lines."""

from __future__ import annotations

import re

_TOLD = ("summary", "dtstart", "dtend", "location", "organizer", "description")


def invitation(text: str) -> str:
    """The first event of a calendar as lines "name: value"; "" if it holds none."""
    lines = re.sub(r"\r?\n[ \t]", "", text[:200_000]).splitlines()
    found: dict[str, str] = {}
    inside = False
    for line in lines:
        name, _, value = line.partition(":")
        plain = name.split(";")[0].strip().lower()
        if plain == "begin" and value.strip().upper() == "VEVENT":
            inside = True
        elif plain == "end" and value.strip().upper() == "VEVENT":
            break
        elif inside and plain in _TOLD and plain not in found:
            found[plain] = re.sub(r"\\(.)", lambda m: "\n" if m[1] in "nN" else m[1], value).strip()
    return "\n".join(f"{name}: {found[name]}" for name in _TOLD if found.get(name))
