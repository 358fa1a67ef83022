"""HTML of a mail: cleaned by an allow-list so that it may stand in a page, and told as plain text.

What is let through: text, tables, links to http, https, mailto and tel. Pictures load nothing until asked: the address
of a remote one moves to ``data-remote``, a part of the mail itself is named by ``data-cid``. No forms, no scripts, no
names that a page's own scripts could stumble over, no styles but those of letters.
"""

from __future__ import annotations

import html as entities
import re
from base64 import b64decode
from binascii import Error as Base64Error

import lxml.html
import nh3
from inscriptis import Inscriptis
from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.model.config import ParserConfig
from lxml.etree import LxmlError
from lxml.html import HtmlElement

LONGEST = 2_000_000
DEEPEST = 180
MOST_TAGS = 40_000
MOST_ENTITIES = 100_000
SCHEMES = ("http://", "https://", "mailto:", "tel:")
TAGS = {
    "a", "abbr", "b", "big", "blockquote", "br", "caption", "center", "code", "col", "colgroup", "dd", "del", "div",
    "dl", "dt", "em", "font", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "li", "ol", "p", "pre", "s",
    "small", "span", "strike", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "tt", "u",
    "ul",
}  # fmt: skip
WITH_CONTENT = {"script", "style", "title", "template", "svg", "math", "iframe", "object", "noscript", "xmp", "noembed",
                "noframes", "applet", "audio", "video", "canvas"}  # fmt: skip
ATTRIBUTES = {
    "*": {"dir", "lang", "title", "style", "data-quote"},
    "a": {"href"},
    "img": {"alt", "width", "height", "data-remote", "data-cid"},
    "td": {"colspan", "rowspan", "align", "valign", "width"}, "th": {"colspan", "rowspan", "align", "valign", "width"},
    "table": {"border", "width", "align"}, "col": {"span", "width"}, "font": {"color"}, "ol": {"start", "type"},
    "p": {"align"}, "div": {"align"},
}  # fmt: skip
STYLES = {"color", "background-color", "font-weight", "font-style", "text-align", "text-decoration"}
NUMBERS = {"width", "height", "colspan", "rowspan", "span", "start", "border"}
_IGNORED = re.compile(
    r"[\x00-\x20\x7f-\xa0\u00ad\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]"
)
_TAG = re.compile(r"<[a-zA-Z/!]")
_HIDDEN = re.compile(r"<(script|style|title)\b")
_BREAKS = re.compile(r"<(?:br|/p|/div|/tr|/li|/h\d)\b")
_DATA_IMAGE = re.compile(r"data:image/(png|jpe?g|gif|webp|bmp);base64,([A-Za-z0-9+/=\s]+)$", re.I)
_CONFIG = ParserConfig(css=CSS_PROFILES["strict"], display_images=False, display_links=False)


def safe_url(value: str) -> str | None:
    """The address without the signs that browsers overlook, or None if its scheme is not one of ours."""
    plain = _IGNORED.sub("", value)
    return plain if plain.lower().startswith(SCHEMES) and len(plain) <= 4000 else None


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name in ("href", "data-remote"):
        return safe_url(value)
    if name in NUMBERS:
        return value if re.fullmatch(r"\d{1,4}%?", value) else None
    if name == "style" and re.search(r"url|expression|\\|@|/\*", value, re.I):
        return None
    return value


def parse(source: str) -> HtmlElement | None:
    """The tree of an HTML text, None where there is nothing in it or it nests too deeply to be worked on."""
    source = source.replace("\x00", "")[:LONGEST]
    source = re.sub(r"<\?xml[^>]{0,200}\?>", "", source[:2000]) + source[2000:]
    if len(_TAG.findall(source)) > MOST_TAGS or source.count("&") > MOST_ENTITIES or not source.strip():
        return None
    try:
        parser = lxml.html.HTMLParser(huge_tree=True, remove_pis=True, encoding="utf-8")
        tree = lxml.html.document_fromstring(source.encode("utf-8", "replace"), parser=parser)
    except (LxmlError, ValueError, AssertionError):
        return None
    return tree if _depth(tree) <= DEEPEST else None


def _depth(tree: HtmlElement) -> int:
    deepest, level = 0, [tree]
    while level and deepest <= DEEPEST:
        deepest += 1
        level = [child for element in level for child in element]
    return deepest


def clean(
    tree: HtmlElement | None, source: str, files: dict[str, str]
) -> tuple[str, list[tuple[str, bytes]]]:
    """Cleaned HTML and the pictures that were written into it as data (content id, bytes).

    ``files`` gives the content ids of the mail's own parts. The tree is changed. Without a tree the text stands in a pre.
    """
    if tree is None:
        text = strip_tags(source)
        return (f"<pre>{entities.escape(text)}</pre>" if text.strip() else ""), []
    pictures: list[tuple[str, bytes]] = []
    for image in tree.iter("img"):
        _move_source(image, files, pictures)
    body = tree.find("body")
    inner = lxml.html.tostring(tree if body is None else body, encoding="unicode")
    cleaned = nh3.clean(
        inner,
        tags=TAGS,
        clean_content_tags=WITH_CONTENT,
        attributes=ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes={"http", "https", "mailto", "tel"},
        filter_style_properties=STYLES,
        link_rel="noopener noreferrer nofollow",
        strip_comments=True,
    )
    return cleaned.strip(), pictures


def _move_source(image: HtmlElement, files: dict[str, str], pictures: list[tuple[str, bytes]]) -> None:
    source = (image.attrib.pop("src", "") or "").strip()
    for name in ("data-remote", "data-cid"):
        image.attrib.pop(name, None)
    if source.lower().startswith("cid:"):
        image.set("data-cid", files.get(source[4:].strip("<>"), source[4:].strip("<>")))
    elif match := _DATA_IMAGE.match(source):
        try:
            content = b64decode(re.sub(r"\s", "", match[2]))
        except (Base64Error, ValueError):
            return
        if len(pictures) < 50:
            name = f"picture-{len(pictures) + 1}.{match[1].lower().replace('jpeg', 'jpg')}"
            pictures.append((name, content))
            image.set("data-cid", name)
    elif (url := safe_url(source)) and url.lower().startswith("http"):
        image.set("data-remote", url)


def to_text(tree: HtmlElement | None, source: str) -> str:
    """The text of HTML with its lists and tables; of what is too deep, the text without its tags."""
    if tree is None:
        return strip_tags(source)
    try:
        text = Inscriptis(tree, _CONFIG).get_text()
    except (RecursionError, ValueError, KeyError, IndexError, AttributeError, TypeError):
        return strip_tags(source)
    return tidy(text)


def tidy(text: str) -> str:
    """Without spaces at the ends of lines, wide gaps of layout tables, and more than two empty lines together."""
    text = text.replace("\xa0", " ").replace("\r\n", "\n").replace("\r", "\n")
    text = re.sub(r"(?<=\S)[ \t]{3,}(?=\S)", "  ", text)
    text = re.sub(r"[ \t]+\n", "\n", text)
    return re.sub(r"\n{4,}", "\n\n\n", text).strip("\n").rstrip()


def strip_tags(source: str) -> str:
    """The text of HTML by its tags alone, in time that follows its length."""
    source = source[:LONGEST]
    lower, out, position = source.lower(), [], 0
    while (start := source.find("<", position)) >= 0:
        out.append(source[position:start])
        if lower.startswith("<!--", start):
            end = source.find("-->", start + 4)
            position = len(source) if end < 0 else end + 3
        elif hidden := _HIDDEN.match(lower, start):
            end = lower.find(f"</{hidden[1]}", start)
            position = len(source) if end < 0 else end + 2
        else:
            end = source.find(">", start, start + 5000)
            name = _BREAKS.match(lower, start)
            out.append("\n" if name else "" if end >= 0 else "<")
            position = start + 1 if end < 0 else end + 1
    out.append(source[position:])
    return tidy(entities.unescape("".join(out)))


def escape(text: str) -> str:
    """Plain text as HTML, its lines kept."""
    return f"<pre>{entities.escape(text)}</pre>"
