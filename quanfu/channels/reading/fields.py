"""The header block: raw bytes to fields, and the values of fields that are lists of parameters, ids or dates."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz
from urllib.parse import unquote_to_bytes

from quanfu.channels.reading.charset import decode
from quanfu.channels.reading.words import decode_words, has_words

LONGEST_BLOCK = 512_000
LONGEST_FIELD = 64_000
MOST_FIELDS = 2_000
_FIELD = re.compile(rb"([\x21-\x39\x3b-\x7e]{1,200})[ \t]*:[ \t]?(.*)", re.DOTALL)
_PARAMETER = re.compile(
    r";\s*(?P<name>[^\s=;\"]+)\s*=\s*(?:\"(?P<quoted>(?:[^\"\\]|\\.)*)(?:\"|$)|(?P<plain>[^;]*))", re.DOTALL
)
_CONTINUED = re.compile(r"^(?P<base>[^*]+)(?:\*(?P<number>\d{1,3}))?(?P<extended>\*)?$")
_ID = re.compile(r"<([^<>\s]{1,900})>")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x80-\x9f]")
# Signs that turn the direction of what follows, or cannot be seen: a name with them is not what it looks like.
_DECEIVING = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\u061c\u180e]")


@dataclass(slots=True)
class Fields:
    """The fields of a header block: lower-case names, raw values with their folds taken out."""

    pairs: list[tuple[str, bytes]] = field(default_factory=list)
    hint: str = ""  # the charset of the body, for fields that are raw 8-bit

    def raw(self, name: str) -> bytes:
        return next((value for known, value in self.pairs if known == name), b"")

    def text(self, name: str) -> str:
        """The first field of this name as text, encoded words decoded, controls taken out."""
        return readable(self.raw(name), self.hint)

    def every(self, name: str) -> list[bytes]:
        return [value for known, value in self.pairs if known == name]

    def __contains__(self, name: str) -> bool:
        return any(known == name for known, _value in self.pairs)


def split_fields(block: bytes) -> Fields:
    """The fields of a block. Lines that are no field and no fold of one are taken as folds."""
    found: list[tuple[str, list[bytes]]] = []
    size = 0
    for line in re.split(rb"\r\n|\n|\r", block[:LONGEST_BLOCK]):
        if not line.strip():
            continue
        match = None if line[:1] in (b" ", b"\t") else _FIELD.fullmatch(line)
        if match:
            if len(found) >= MOST_FIELDS:
                break
            found.append((match[1].decode("ascii").lower(), [match[2]]))
            size = len(match[2])
        elif found and size < LONGEST_FIELD:
            found[-1][1].append(line if line[:1] in (b" ", b"\t") else b" " + line)
            size += len(line)
    return Fields([(name, b"".join(parts)[:LONGEST_FIELD].strip()) for name, parts in found])


def plain(raw: bytes, hint: str = "") -> str:
    """Raw header bytes as text, encoded words left as they are."""
    text, _codec, _right = decode(raw.replace(b"\x00", b""), "", hint)
    return text


def readable(raw: bytes, hint: str = "") -> str:
    return clean(decode_words(plain(raw, hint), hint))


def clean(text: str) -> str:
    """One line without controls and runs of spaces."""
    return re.sub(r"[ \t\r\n]+", " ", _CONTROLS.sub("", text.replace("\r", " ").replace("\n", " "))).strip()


def without_deceit(text: str) -> str:
    """Text for names: without marks that turn its direction or cannot be seen."""
    return _DECEIVING.sub("", text)


def parameters(raw: bytes, hint: str = "") -> tuple[str, dict[str, str]]:
    """The value and the parameters of Content-Type and its like: RFC 2231 with continuations, and all that is sent instead.

    A charset'language' that is missing, encoded words in quotes, raw 8-bit names and quotes that never close are read too.
    """
    text = plain(raw, hint)
    value, _, rest = text.partition(";")
    pieces: dict[str, list[tuple[int, bool, str]]] = {}
    for match in _PARAMETER.finditer(";" + rest):
        quoted = match["quoted"]
        content = (
            re.sub(r"\\([\"\\])", r"\1", quoted) if quoted is not None else (match["plain"] or "").strip()
        )
        if split := _CONTINUED.match(match["name"].lower()):
            piece = (int(split["number"] or 0), split["extended"] is not None, content)
            pieces.setdefault(split["base"], []).append(piece)
    found = {}
    for name, parts in pieces.items():
        extended = [part for part in parts if part[1]]
        found[name] = _joined(
            sorted(parts, key=lambda p: p[0]) if len(parts) > 1 else extended or parts, hint
        )
    return clean(value).lower(), found


def _joined(parts: list[tuple[int, bool, str]], hint: str) -> str:
    numbers = [number for number, _extended, _text in parts]
    if len(set(numbers)) < len(numbers):  # the same parameter twice: name= beside name*=
        parts = [part for part in parts if part[1]][:1] or parts[:1]
    if not any(extended for _number, extended, _text in parts):
        whole = "".join(text for _number, _extended, text in parts)
        if not has_words(whole) and re.search(r"%[89A-Fa-f][0-9A-Fa-f]", whole):
            return clean(decode(unquote_to_bytes(whole), "", hint)[0])
        return clean(decode_words(whole, hint))
    charset, content = "", b""
    for index, (_number, extended, text) in enumerate(parts):
        if index == 0 and extended:
            if text.count("'") >= 2:
                charset, _language, text = text.split("'", 2)
            elif has_words(text):
                return clean(decode_words(text, hint))
        content += unquote_to_bytes(text) if extended else text.encode("utf-8", "replace")
    return clean(decode(content, charset, hint)[0])


def message_ids(text: str) -> list[str]:
    """The ids of References, In-Reply-To or Message-ID without their brackets, each once, in order, 50 at most."""
    found = _ID.findall(text) or [word for word in text.split() if "@" in word][:50]
    return list(dict.fromkeys(found))[-50:]


_ISO_DATE = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?(?:\.\d+)?\s*(Z|[+-]\d{2}:?\d{2})?"
)


def parse_date(text: str) -> datetime | None:
    """The instant of a Date field, or None. RFC 5322 and its old forms, ISO 8601; years 1990 to 2100 only."""
    text = re.sub(r"\s*:\s*", ":", re.sub(r"\([^()]*\)", " ", clean(text))[:120]).strip()
    try:
        if match := _ISO_DATE.match(text):
            year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
            zone = match[7]
            offset = timedelta()
            if zone and zone != "Z":
                sign = -1 if zone[0] == "-" else 1
                offset = sign * timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
            when = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=timezone(offset))
        else:
            parsed = parsedate_tz(text)
            if parsed is None:
                return None
            when = datetime(
                *parsed[:5], min(parsed[5], 59), tzinfo=timezone(timedelta(seconds=parsed[9] or 0))
            )
        return when if 1990 <= when.astimezone(UTC).year <= 2100 else None
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
