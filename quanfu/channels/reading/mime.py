"""The tree of parts of a mail. Bounded in depth, parts and header sizes; anything is a tree, if need be one of one leaf."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from quanfu.channels.reading.fields import LONGEST_BLOCK, Fields, parameters, split_fields

DEEPEST = 24
MOST_PARTS = 400
_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\n|\r|$)")
_NAME = re.compile(rb"[\x21-\x39\x3b-\x7e]{1,200}[ \t]*:")
# A block of fields without any of these is text that happens to hold a colon.
_KNOWN = re.compile(
    rb"(?im)^(?:from|to|cc|bcc|subject|date|received|return-path|message-id|mime-version|content-[a-z-]+|reply-to|sender"
    rb"|in-reply-to|references|delivered-to|x-[a-z0-9-]+|resent-[a-z-]+|dkim-signature|list-[a-z-]+|auto-submitted"
    rb"|precedence|status|envelope-to|errors-to|importance|priority|user-agent|organization|apparently-to|lines)[ \t]*:"
)
_GUESSED = re.compile(rb"(?m)^--(?P<boundary>[^\r\n]{1,200}?)(?:--)?[ \t]*\r?\n")
_QUOTED_BOUNDARY = re.compile(rb"(?i)boundary\s*=\s*\"([^\"]{1,20000})\"")
_BROKEN_BOUNDARY = re.compile(rb"(?i)boundary\s*=\s*\"?([^\s\";]{1,200})")


@dataclass(slots=True)
class Part:
    """One part: its fields, its type in lower case with parameters, its body as sent (not decoded), its parts."""

    fields: Fields
    type: str
    params: dict[str, str]
    body: bytes
    parts: list[Part] = field(default_factory=list)

    def walk(self) -> Iterator[Part]:
        yield self
        for part in self.parts:
            yield from part.walk()

    @property
    def encoding(self) -> str:
        return self.fields.raw("content-transfer-encoding").decode("ascii", "ignore").strip()

    def disposition(self, hint: str = "") -> tuple[str, dict[str, str]]:
        return parameters(self.fields.raw("content-disposition"), hint)


class Tree:
    """Reads a mail into its parts; ``warnings`` say what was odd about it."""

    def __init__(self) -> None:
        self.warnings: list[str] = []
        self.count = 0

    def warn(self, code: str) -> None:
        if code not in self.warnings:
            self.warnings.append(code)

    def read(self, raw: bytes, depth: int = 0, default: str = "text/plain") -> Part:
        """The part that these bytes are: fields, an empty line, the body."""
        block, body = split_head(raw, whole_mail=depth == 0)
        if depth == 0 and not block and raw.strip():
            self.warn("no-headers")
        if len(block) > LONGEST_BLOCK:
            self.warn("headers-cut")
        return self._part(split_fields(block), body, depth, default)

    def _part(self, fields: Fields, body: bytes, depth: int, default: str) -> Part:
        self.count += 1
        kind, params = parameters(fields.raw("content-type"))
        kind = re.sub(r"\s", "", kind)
        kind = "multipart/mixed" if re.fullmatch(r"multipart/?\W*", kind) else kind
        if not re.fullmatch(r"[\w.+-]+/[\w.+-]+", kind):
            kind = {"text": "text/plain", "html": "text/html"}.get(kind, default)
            if fields.raw("content-type") and kind == default:
                self.warn("type-unreadable")
        part = Part(fields, kind, params, body)
        if kind.startswith("multipart/"):
            self._split(part, depth)
        return part

    def _split(self, part: Part, depth: int) -> None:
        if depth >= DEEPEST or self.count >= MOST_PARTS:
            self.warn("too-many-parts")
            part.type = "application/octet-stream"
            return
        pieces = self._pieces(part)
        if pieces is None:
            self.warn("boundary-missing")
            part.type = (
                "text/html"
                if re.match(rb"\s*<(!doctype|html|body|div|p)\b", part.body, re.I)
                else "text/plain"
            )
            return
        default = "message/rfc822" if part.type == "multipart/digest" else "text/plain"
        for piece in pieces:
            if self.count >= MOST_PARTS:
                self.warn("too-many-parts")
                break
            block, body = split_head(piece, whole_mail=False)
            part.parts.append(self._part(split_fields(block), body, depth + 1, default))

    def _pieces(self, part: Part) -> list[bytes] | None:
        boundary = part.params.get("boundary", "").strip().encode("utf-8", "replace")
        tries = [boundary] if boundary else []
        if quoted := _QUOTED_BOUNDARY.search(part.fields.raw("content-type")):
            tries.append(quoted[1])  # with its runs of spaces
        if broken := _BROKEN_BOUNDARY.search(part.fields.raw("content-type")):
            tries.append(broken[1])
        for one in tries:
            if (pieces := self._cut(part.body, one)) is not None:
                return pieces
        for guess in list(_GUESSED.finditer(part.body[:200_000]))[:20]:
            found = guess["boundary"].rstrip()
            after = part.body[guess.end() : guess.end() + 300]
            if re.match(rb"(?i)(content-[a-z-]+[ \t]*:|\r?\n)", after) and (found not in (b"", b"-", b" ")):
                pieces = self._cut(part.body, found)
                if pieces and re.match(rb"(?i)content-", after):
                    self.warn("boundary-guessed")
                    return pieces
        return None

    def _cut(self, body: bytes, boundary: bytes) -> list[bytes] | None:
        mark = re.compile(rb"(?:^|(?:\r\n|\n|\r))--" + re.escape(boundary) + rb"(--)?[ \t]*(?=\r\n|\n|\r|\Z)")
        pieces, start, closed = [], None, False
        for match in mark.finditer(body):
            if start is not None:
                pieces.append(body[start : match.start()])
            if match[1]:
                closed, start = True, None
                if not pieces:
                    continue
                break
            line = _LINE.match(body, match.end())
            start = line.end() if line and line[0] else match.end()
            if start > match.end() + 2 or body[match.end() : start].strip(b"\r\n"):
                start = match.end()
            if len(pieces) > MOST_PARTS:
                break
        if start is not None:
            pieces.append(body[start:])
        if pieces and not closed:
            self.warn("boundary-not-closed")
        return pieces or None


def split_head(raw: bytes, *, whole_mail: bool) -> tuple[bytes, bytes]:
    """The header block and the body. Of a whole mail, a block that holds no field known to mails is body."""
    position = 0
    if whole_mail:
        position = (
            len(raw) - len(raw.lstrip(b"\r\n \t\x00\xef\xbb\xbf")) if raw[:1] in b"\r\n \t\x00\xef" else 0
        )
        while raw[position : position + 5] in (
            b"From ",
            b">From",
        ):  # the line that mbox files begin a mail with
            position = _end_of_line(raw, position)
    start, last_good = position, position
    seen = False
    while position < len(raw):
        end = _end_of_line(raw, position)
        line = raw[position:end]
        if not line.strip(b"\r\n \t\x00") and not (
            line[:1] in b" \t" and line.strip(b"\r\n") and _field_follows(raw, end)
        ):
            return _checked(raw, start, position, end, whole_mail)
        if _NAME.match(line):
            seen, last_good = True, end
        elif line[:1] in b" \t" and seen:
            last_good = end
        elif not (seen and _field_follows(raw, end)):
            # a line that is no field and has none below it: the empty line is missing
            return _checked(raw, start, last_good if seen else start, position if seen else start, whole_mail)
        position = end
        if position - start > LONGEST_BLOCK * 4:
            break
    return _checked(raw, start, position, position, whole_mail)


def _checked(raw: bytes, start: int, end: int, body: int, whole_mail: bool) -> tuple[bytes, bytes]:
    block = raw[start:end]
    if whole_mail and not _KNOWN.search(block):
        return b"", raw[start:]
    return block, raw[body:]


def _end_of_line(raw: bytes, position: int) -> int:
    newline = raw.find(b"\n", position)
    if newline < 0:
        newline = len(raw) - 1
    bare = raw.find(b"\r", position, newline)
    if bare >= 0 and raw[bare + 1 : bare + 2] != b"\n":
        newline = bare
    return newline + 1


def _field_follows(raw: bytes, position: int) -> bool:
    """Whether one of the next lines, before an empty one, is a field that mails have."""
    for _ in range(4):
        end = _end_of_line(raw, position)
        line = raw[position:end]
        if not line.strip():
            return False
        if _KNOWN.match(line):
            return True
        position = end
        if position >= len(raw):
            return False
    return False
