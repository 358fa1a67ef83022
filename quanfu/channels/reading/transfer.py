"""Content-Transfer-Encoding undone, also where the label is wrong; uuencoded files inside plain text."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator

from quanfu.channels.reading.charset import goodness

_LETTERS = re.compile(rb"[^A-Za-z0-9+/=]")
_NO_BASE64 = re.compile(rb"[^A-Za-z0-9+/=\s]")
_BASE64_LINES = re.compile(rb"\s*(?:[A-Za-z0-9+/]{56,76}\r?\n)*[A-Za-z0-9+/]{4,76}={0,2}\s*")
_WORDS = re.compile(rb"[A-Za-z]+ +[a-z]+ +[a-z]+ +[a-z]+")
_QUOTED_LETTERS = re.compile(rb"(?:=[89A-F][0-9A-F]){3}")
_UU_BLOCK = re.compile(
    rb"^begin[ \t]+(?P<mode>[0-7]{3,4})[ \t]+(?P<name>[^\r\n]{1,200})\r?\n"
    rb"(?P<lines>(?:[\x20-\x60][^\r\n]{0,90}\r?\n)+?)(?:`?[ \t]*\r?\n)?end[ \t]*(?:\r?\n|$)",
    re.MULTILINE,
)


def undo(body: bytes, encoding: str) -> tuple[bytes, bool]:
    """The content, and whether the label told the truth."""
    name = re.sub(r"[^a-z0-9]", "", encoding.split(";")[0].lower())
    if name in ("base64", "b64", "b", "xbase64"):
        return _base64(body)
    if name in ("quotedprintable", "qp", "q", "quoted", "quotedprint"):
        return binascii.a2b_qp(body.replace(b"\x00", b"")), True
    if name in ("uuencode", "xuuencode", "uue", "xuue"):
        block = _UU_BLOCK.search(body)
        return (_uu(block["lines"]), True) if block else (body, False)
    return body, name in ("", "7bit", "8bit", "binary", "8bits", "7bits")


def undo_text(body: bytes, encoding: str) -> tuple[bytes, bool]:
    """As `undo`, for text: base64 or quoted-printable that is sent without saying so is seen too."""
    content, true = undo(body, encoding)
    if content is not body or len(body) > 2_000_000:
        return content, true
    if len(body) > 40 and _BASE64_LINES.fullmatch(body):
        inner, _true = _base64(body)
        if not inner.isascii() or b" " in inner:
            for codec in ("utf-8", "gb18030"):
                try:
                    if goodness(inner.decode(codec)) > 0.8 and b"\x00" not in inner:
                        return inner, False
                except UnicodeError:
                    continue
    if (
        _QUOTED_LETTERS.search(body)
        and body.isascii()
        and re.search(rb"=\r?\n|(?:=[89A-F][0-9A-F]){6}", body)
    ):
        return binascii.a2b_qp(body), False
    return content, true


def _base64(body: bytes) -> tuple[bytes, bool]:
    strange = len(_NO_BASE64.findall(body[:4000]))
    if strange * 8 > len(body[:4000]) or _WORDS.search(body[:2000]):
        return body, False  # plain text that says it were base64
    content = bytearray()
    for piece in re.findall(rb"[^=]+=*", _LETTERS.sub(b"", body)):  # several encodings one after another
        letters = piece.rstrip(b"=")
        if len(letters) % 4 == 1:
            letters = letters[:-1]
        try:
            content += base64.b64decode(letters + b"=" * (-len(letters) % 4))
        except (binascii.Error, ValueError):
            return body, False
    return bytes(content), strange == 0


def _uu(lines: bytes) -> bytes:
    content = bytearray()
    for line in lines.splitlines():
        try:
            content += binascii.a2b_uu(line)
        except binascii.Error:
            length = (((line[0] - 32) & 63) * 4 + 5) // 3  # trailing spaces lost or rubbish at the end
            try:
                content += binascii.a2b_uu(line[:length])
            except binascii.Error:
                continue
    return bytes(content)


def uuencoded(body: bytes) -> Iterator[tuple[int, int, str, bytes]]:
    """The uuencoded files in text: start, end, raw name as latin-1, content."""
    if b"begin " not in body:
        return
    for block in _UU_BLOCK.finditer(body):
        yield block.start(), block.end(), block["name"].decode("latin-1"), _uu(block["lines"])
