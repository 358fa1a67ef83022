"""Encoded words (RFC 2047), also broken ones: letters split between words, spaces inside, an end that is missing."""

from __future__ import annotations

import base64
import binascii
import re

from quanfu.channels.reading.charset import codec_of, decode

_WORD = re.compile(
    r"=\?(?P<charset>[^?\s=]{0,60})\?(?P<way>[bBqQ])\?"
    r"(?P<text>(?:[^?\r\n]|\?(?!=)(?![A-Za-z0-9_-]+\?[bBqQ]\?)){0,20000}?)"
    r"(?:\?=|\?$|(?=\s*=\?[\w.*-]+\?[bBqQ]\?)|(?=\s*<[^<>]*@[^<>]*>)|$)"
)
_START = re.compile(r"=\?[^?\s=]{0,60}\?[bBqQ]\?")


def has_words(text: str) -> bool:
    return _START.search(text) is not None


def decode_words(text: str, hint: str = "") -> str:
    """Text with all encoded words decoded. Words side by side of one charset are joined as bytes before they are decoded."""
    if "=?" not in text:
        return text
    out: list[str] = []
    waiting: tuple[str, bytes] | None = None
    end = 0
    for match in _WORD.finditer(text):
        between = text[end : match.start()]
        charset = match["charset"].split("*")[0]
        raw = _base64(match["text"]) if match["way"] in "bB" else _quoted(match["text"])
        if waiting and not between.strip() and _same(waiting[0], charset):
            waiting = (waiting[0], waiting[1] + raw)
        else:
            if waiting:
                out.append(decode(waiting[1], waiting[0], hint)[0])
            if between.strip() or not waiting:
                out.append(between)
            waiting = (charset, raw)
        end = match.end()
    if waiting:
        out.append(decode(waiting[1], waiting[0], hint)[0])
    out.append(text[end:])
    return "".join(out)


def _same(one: str, other: str) -> bool:
    return one.lower() == other.lower() or codec_of(one) == codec_of(other)


def _base64(text: str) -> bytes:
    letters = re.sub(r"[^A-Za-z0-9+/_-]", "", text).replace("-", "+").replace("_", "/")
    if len(letters) % 4 == 1:
        letters = letters[:-1]
    try:
        return base64.b64decode(letters + "=" * (-len(letters) % 4))
    except (binascii.Error, ValueError):
        return b""


def _quoted(text: str) -> bytes:
    raw = text.replace("_", " ").encode("utf-8", "replace")
    return re.sub(rb"=([0-9A-Fa-f]{2})", lambda found: bytes((int(found[1], 16),)), raw)
