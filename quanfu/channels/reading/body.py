"""From the parts of a mail to its text, its HTML and its files."""

from __future__ import annotations

import html as entities
import re
from dataclasses import dataclass, field
from itertools import islice

from lxml.html import HtmlElement

from quanfu.channels.reading import html, html_quote, tnef
from quanfu.channels.reading.calendar import invitation
from quanfu.channels.reading.charset import codec_of, decode
from quanfu.channels.reading.fields import readable, split_fields
from quanfu.channels.reading.mail import File, Mail
from quanfu.channels.reading.mime import Part, Tree, split_head
from quanfu.channels.reading.names import default_name, safe_name
from quanfu.channels.reading.transfer import undo, undo_text, uuencoded

LONGEST_TEXT = 1_000_000
MOST_FILES = 300
DEEPEST_FORWARD = 3
MOST_BYTES = 200_000_000
_TEXTS = ("text/plain", "text/html", "text/enriched", "text/richtext", "text/x-amp-html", "text/watch-html")
_META = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{2,40})", re.I)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_STUB = re.compile(
    r"does(?: not|n['’]t) (?:support|understand|display)|html (?:e-?mail|message|format|version|capable)|不支持.{0,6}html|html ?(?:格式|邮件)|view this (?:e-?mail|message) in",
    re.I,
)


@dataclass(slots=True)
class Piece:
    """One stretch of the letter: plain text, HTML, or both of the same."""

    plain: str | None = None
    source: str | None = None


@dataclass(slots=True)
class Body:
    """What `read_body` finds. ``marked`` is the text of the HTML with the signs of `html_quote`, "" where it has no marks."""

    text: str = ""
    html: str = ""
    marked: str = ""
    files: list[File] = field(default_factory=list)


class Reader:
    """Walks the parts of one mail; notes what was odd in ``mail.warnings``."""

    def __init__(self, mail: Mail, hint: str, depth: int = 0) -> None:
        self.mail, self.hint, self.depth = mail, hint, depth
        self.files: list[File] = []
        self.spare: list[Piece] = []  # the text inside a winmail.dat: mostly the same as outside of it
        self.bytes = 0

    def read(self, root: Part) -> Body:
        pieces = _filled(self._pieces(root)) or _filled(self.spare)
        body = Body(files=self.files)
        texts, sources, marked, has_marks = [], [], [], False
        for piece in pieces:
            tree = html.parse(piece.source) if piece.source else None
            text = _letters(piece.plain or "")
            if piece.source:
                signed = self._signed(tree, piece.source)
                has_marks = has_marks or signed is not None
                if _is_stub(text, piece.source) or (signed is None and not text.strip()):
                    text = (
                        html_quote.whole(signed) if signed is not None else html.to_text(tree, piece.source)
                    )
                marked.append(signed if signed is not None else text)
            else:
                marked.append(text)
            texts.append(text)
            sources.append(self._cleaned(tree, piece.source) if piece.source else html.escape(text))
        body.text = "\n\n".join(part.strip("\n") for part in texts if part.strip())[:LONGEST_TEXT]
        if not body.text:
            body.text = self._inside(root)
        body.marked = "\n\n".join(marked)[:LONGEST_TEXT] if has_marks else ""
        if any(piece.source for piece in pieces):
            body.html = "\n".join(part for part in sources if part)
        return body

    def _inside(self, root: Part) -> str:
        """What a mail without words of its own brings: the date it invites to, or the mail it forwards."""
        for part in root.walk():
            if part.type == "text/calendar":
                content, _true = undo(part.body, part.encoding)
                return invitation(decode(content, part.params.get("charset", "utf-8"), self.hint)[0])
            if part.type == "message/rfc822" and self.depth < DEEPEST_FORWARD:
                content, _true = undo(part.body, part.encoding)
                inner = Tree().read(content)
                reader = Reader(self.mail, self.hint, self.depth + 1)
                head = [f"{name.title()}: {inner.fields.text(name)}" for name in ("from", "date", "subject")]
                return "\n".join([*head, "", reader.read(inner).text])
            if part.type == "text/plain" and part is not root:
                return _letters((self._text(part).plain or "")[:100_000])  # a text sent as a file
        return ""

    def _signed(self, tree: HtmlElement | None, source: str) -> str | None:
        """The text of HTML with signs around its quotes; None where it has none."""
        if tree is None or not html_quote.HINT.search(source) or not html_quote.mark(tree):
            return None
        return html.to_text(tree, source)

    def _cleaned(self, tree: HtmlElement | None, source: str) -> str:
        if tree is None and source.strip():
            self.mail.warn("html-as-text")
        if tree is not None:
            _without_signs(tree)
        names = {file.content_id: file.content_id for file in self.files if file.content_id}
        cleaned, pictures = html.clean(tree, source, names)
        for name, content in pictures:
            self._keep(File(name, f"image/{name.rpartition('.')[2]}", content, name, True))
        return cleaned

    # --- the tree

    def _pieces(self, part: Part, inside: str = "") -> list[Piece]:
        if part.type.startswith("multipart/"):
            return self._alternative(part) if part.type == "multipart/alternative" else self._sequence(part)
        disposition, words = part.disposition(self.hint)
        name = safe_name(words.get("filename") or part.params.get("name") or "")
        if (
            part.type in _TEXTS
            and disposition != "attachment"
            and (not name or (disposition == "inline" and inside == "alternative"))
        ):
            return [self._text(part)]
        if part.type == "text/plain" and disposition != "attachment" and not inside:
            return [self._text(part)]  # the whole mail is one text that happens to have a name
        return self._file(part, name, disposition)

    def _sequence(self, part: Part) -> list[Piece]:
        pieces: list[Piece] = []
        for child in part.parts:
            pieces += self._pieces(child, inside=part.type.partition("/")[2])
        return pieces

    def _alternative(self, part: Part) -> list[Piece]:
        """The same words in several forms: the first plain text and the last HTML."""
        found: list[Piece] = []
        for child in part.parts:
            found += self._pieces(child, inside="alternative")
        plains = [
            piece.plain
            for piece in found
            if piece.plain is not None and piece.plain.strip() and piece.source is None
        ]
        sources = [piece for piece in found if piece.source is not None and piece.source.strip()]
        if not sources:
            return [Piece(plain) for plain in plains[:1]]
        return [Piece(plains[0] if plains else sources[-1].plain, sources[-1].source)]

    def _text(self, part: Part) -> Piece:
        content, true = undo_text(part.body, part.encoding)
        if not true:
            self.mail.warn("transfer-encoding-wrong", part.encoding)
        label = part.params.get("charset", "")
        if part.type != "text/html":
            content = self._take_uuencoded(content)
        elif codec_of(label) in ("", "?") and (meta := _META.search(content[:4000])):
            label = (
                meta[1].decode("ascii")
                if codec_of(meta[1].decode("ascii")) not in ("?", "utf-7", "utf-16")
                else label
            )
        # Text is cut below; of what is far longer the rest need not be decoded.
        text, codec, right = decode(content[: 4 * LONGEST_TEXT], label, self.hint)
        if not right:
            self.mail.warn("charset", label or "-", codec)
        if "\ufffd" in text:
            self.mail.warn("letters-lost")
        if "\x00" in text:
            self.mail.warn("nul")
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if part.type in ("text/html", "text/x-amp-html", "text/watch-html"):
            return Piece(source=text)
        if part.type in ("text/enriched", "text/richtext"):
            return Piece(_enriched(text))
        if part.params.get("format", "").lower() == "flowed":
            text = _unflowed(text, delsp=part.params.get("delsp", "").lower() == "yes")
        if re.match(r"\s*<(?:!doctype html|html)\b", text, re.I) and not part.params.get("name"):
            return Piece(source=text)  # HTML that calls itself plain
        return Piece(text)

    def _take_uuencoded(self, content: bytes) -> bytes:
        words, last = [], 0
        for start, end, name, inner in islice(uuencoded(content), MOST_FILES):
            words.append(content[last:start])
            last = end
            self._keep(
                File(safe_name(readable(name.encode("latin-1"), self.hint)), _guessed_type(name), inner)
            )
        return b"".join([*words, content[last:]])

    def _file(self, part: Part, name: str, disposition: str) -> list[Piece]:
        content, true = undo(part.body, part.encoding)
        if not true and part.encoding:
            self.mail.warn("transfer-encoding-wrong", part.encoding)
        if part.type == "message/rfc822" and not name:
            block, _body = split_head(content, whole_mail=False)
            subject = split_fields(block).text("subject")
            name = safe_name(subject)[:100] + ".eml" if subject else ""
        if part.type in ("application/ms-tnef", "application/vnd.ms-tnef") or name.lower() == "winmail.dat":
            if (inner := tnef.unpack(content)) is not None:
                for file_name, data in inner.files:
                    self._keep(File(safe_name(file_name), _guessed_type(file_name), data))
                if inner.text or inner.html:
                    self.spare.append(Piece(inner.text or None, inner.html or None))
                return []
            self.mail.warn("tnef-broken")
        if "encrypted" in part.type or part.type == "application/pkcs7-mime":
            self.mail.warn("encrypted" if part.params.get("smime-type") != "signed-data" else "signed-opaque")
        identity = part.fields.text("content-id").strip("<> ")
        is_inline = disposition == "inline" or (bool(identity) and disposition != "attachment")
        self._keep(File(name, part.type, content, identity, is_inline and part.type.startswith("image/")))
        return []

    def _keep(self, file: File) -> None:
        self.bytes += file.size
        if len(self.files) >= MOST_FILES or self.bytes > MOST_BYTES:
            self.mail.warn("too-many-files")
            return
        name = file.name or default_name(file.type, len(self.files) + 1)
        self.files.append(File(name, file.type, file.content, file.content_id, file.is_inline))


def _filled(pieces: list[Piece]) -> list[Piece]:
    return [piece for piece in pieces if (piece.plain or piece.source or "").strip()]


def _letters(text: str) -> str:
    return _CONTROLS.sub("", text.lstrip("\ufeff")).replace("\u2028", "\n").replace("\u2029", "\n\n")


def _is_stub(text: str, source: str) -> bool:
    """Whether the plain form says nothing but that there is another."""
    words = text.strip()
    if not words:
        return True
    return len(words) < 300 and len(source) > 2 * len(words) and _STUB.search(words) is not None


def _without_signs(tree: HtmlElement) -> None:
    for element in tree.iter():
        if element.text and re.search("[\ue0a0-\ue0a2]", element.text):
            element.text = html_quote.whole(element.text)
        if element.tail and re.search("[\ue0a0-\ue0a2]", element.tail):
            element.tail = html_quote.whole(element.tail)


def _unflowed(text: str, *, delsp: bool) -> str:
    """RFC 3676: lines that end in a space go on in the next, within one depth of quotes."""
    out: list[list[str]] = []
    flowing, depth_before = False, 0
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        rest = line[depth:].removeprefix(" ")
        flows = rest.endswith(" ") and rest != "-- "
        if flows and delsp:
            rest = rest[:-1]
        if flowing and depth == depth_before and rest.rstrip() != "--":
            out[-1].append(rest)
        else:
            out.append([">" * depth + " " if depth else "", rest])
        flowing, depth_before = flows, depth
    return "\n".join("".join(parts) for parts in out)


def _enriched(text: str) -> str:
    """text/enriched (RFC 1896) without its commands."""
    text = re.sub(r"<param>.{0,200}?</param>", "", text, flags=re.I | re.DOTALL)
    text = re.sub(r"<(?!<)/?[a-zA-Z0-9-]{1,60}>", "", text).replace("<<", "<")
    return entities.unescape(re.sub(r"(?<!\n)\n(?!\n)", " ", text))


def _guessed_type(name: str) -> str:
    import mimetypes

    return mimetypes.guess_type(name)[0] or "application/octet-stream"
