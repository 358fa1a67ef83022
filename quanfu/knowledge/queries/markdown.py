"""Markdown of articles as HTML that is safe anywhere, and as plain text for messages.

HTML in the text is shown as it was typed. Links may lead to http, https, mailto and tel; pictures are attachments.
"""

import re
from functools import lru_cache
from typing import Any

from markupsafe import Markup

TAGS = {
    "p", "br", "strong", "em", "s", "ul", "ol", "li", "blockquote", "code", "pre", "hr", "h2", "h3", "h4", "h5", "h6", "a",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
SCHEMES = {"http", "https", "mailto", "tel"}
WIDE = "，。；：！？、（）《》〈〉「」『』【】“”‘’…—　"  # linkify takes these for parts of an address
DEEPEST = 20
_MARKS = re.compile(r"\*\*|^#+ |^> |^\s*[-*] (?=\S)|\|[-:| ]*\||\|", re.MULTILINE)
_BLANK_LINES = re.compile(r"\n{3,}")


def rendered(text: str) -> Markup:
    """The HTML of a text. A heading of the text is a second-level heading at most: the page has its own first."""
    import nh3

    html = _reader().render(text.replace("\0", ""))
    return Markup(  # noqa: S704  cleaned by the line below
        nh3.clean(
            html, tags=TAGS, attributes={"a": {"href"}, "ol": {"start"}, "th": {"align"}, "td": {"align"}},
            url_schemes=SCHEMES, link_rel="noopener nofollow",
        )
    )  # fmt: skip


def plain(text: str) -> str:
    """The text without its marks, as one would type it into a message: lists keep their numbers, links their address."""
    lines: list[str] = []
    for node in tree_of(text).children:
        _write(node, lines, "")
        lines.append("")
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def bare(text: str) -> str:
    """The text with the marks left out roughly, for excerpts: a hundred times as fast as ``plain``."""
    return _MARKS.sub(" ", text)


def tree_of(text: str) -> Any:
    """The parsed text, for other forms of output."""
    from markdown_it.tree import SyntaxTreeNode

    return SyntaxTreeNode(_reader().parse(text.replace("\0", "")))


@lru_cache(maxsize=1)
def _reader() -> Any:
    """Parser and renderer; building one takes 2 ms, using it is safe in threads."""
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark", {"html": False, "linkify": True, "breaks": True, "maxNesting": DEEPEST})
    reader.enable(["table", "linkify", "strikethrough"]).disable(["image"])
    reader.core.ruler.after("linkify", "narrow_links", _narrow_links)
    reader.core.ruler.push("lower_headings", _lower_headings)
    return reader


def _narrow_links(state: Any) -> None:
    """Cut found addresses at the first full-width punctuation mark; what follows is text again."""
    from markdown_it.token import Token

    for block in state.tokens:
        tokens = block.children or []
        for at in range(len(tokens) - 2):
            link, words, end = tokens[at : at + 3]
            if (
                link.markup != "linkify"
                or link.type != "link_open"
                or words.type != "text"
                or end.type != "link_close"
            ):
                continue
            cut = min((found for mark in WIDE if (found := words.content.find(mark)) >= 0), default=-1)
            if cut < 0:
                continue
            rest, words.content = words.content[cut:], words.content[:cut]
            link.attrs["href"] = state.md.normalizeLink(_with_scheme(words.content))
            following = tokens[at + 3] if at + 3 < len(tokens) else None
            if following is not None and following.type == "text":
                following.content = rest + following.content
            else:
                tokens.insert(at + 3, Token("text", "", 0, content=rest, level=link.level))


def _with_scheme(address: str) -> str:
    if "://" in address or address.startswith("mailto:"):
        return address
    return f"mailto:{address}" if "@" in address else f"http://{address}"


def _lower_headings(state: Any) -> None:
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close") and token.tag == "h1":
            token.tag = "h2"


def _write(node: Any, lines: list[str], indent: str) -> None:
    if node.type in ("bullet_list", "ordered_list"):
        number = int(node.attrs.get("start", 1)) if node.type == "ordered_list" else None
        for item in node.children:
            mark = f"{number}. " if number is not None else "- "
            inner: list[str] = []
            for child in item.children:
                _write(child, inner, "")
            first, *rest = inner or [""]
            lines.append(f"{indent}{mark}{first}")
            lines.extend(f"{indent}   {line}" for line in rest if line)
            number = number + 1 if number is not None else None
    elif node.type == "table":
        for row in node.walk():
            if row.type == "tr":
                lines.append(indent + " | ".join(_inline(cell) for cell in row.children))
    elif node.type in ("fence", "code_block"):
        lines.extend(indent + line for line in node.content.rstrip("\n").split("\n"))
    elif node.type == "hr":
        lines.append("")
    elif node.type in ("blockquote",):
        for child in node.children:
            _write(child, lines, indent)
    else:
        lines.extend(indent + line for line in _inline(node).split("\n"))


def _inline(node: Any) -> str:
    if node.type in ("text", "code_inline"):
        return str(node.content)
    if node.type in ("softbreak", "hardbreak"):
        return "\n"
    words = "".join(_inline(child) for child in node.children)
    if node.type == "link":
        address = str(node.attrs.get("href", "")).removeprefix("mailto:").removeprefix("tel:")
        return (
            words
            if not address or words in (address, address.removeprefix("http://"))
            else f"{words} ({address})"
        )
    return words
