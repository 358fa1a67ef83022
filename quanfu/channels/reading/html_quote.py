"""Where the quoted mail stands in HTML, by the marks that mail programs leave.

Two kinds of marks: an element that holds the quote (or the signature) and nothing else, and one after which all is quote. The new part is
told by putting signs into the tree before it is turned into text; `new_part` takes out what lies between them.
"""

from __future__ import annotations

import re

from lxml.html import HtmlElement

START, END, REST = "\ue0a0", "\ue0a1", "\ue0a2"
# Cheap look before the work: without any of these there is no mark.
HINT = re.compile(
    r"blockquote|_quote|quote_|quoted|divRplyFwdMsg|appendonsend|stopSpelling|OutlookMessageHeader|OLK_SRC_BODY|zwchr"
    r"|isReplyContent|includetail|border-top:\s*solid|border-top-color|-quote|reply-intro|zmail_extra|replyContent"
    r"|mail-editor-reference|outlook-mobile|AOLMsgPart|moz-cite|moz-forward|origin|mcntmcnt|hmmessage|ReplySection|replysplit|signature|<hr",
    re.I,
)
HOLDING_CLASSES = {
    "gmail_quote", "gmail_quote_container", "yahoo_quoted", "protonmail_quote", "zmail_extra", "tutanota_quote",
    "moz-forward-container", "ntes-mailmaster-quote", "zmail_extra_hr", "alimail-quote", "freebirdformquote",
    "outlook_quote", "lotus_quote", "cm_quote", "mailru-quote", "quoted-text", "front-blockquote", "missive_quote",
    "hs_reply", "hey-quote", "spark-quote", "mail_quote", "mail-quote", "mailquote", "foxmail_quote", "skiff_quote",
    "xm_mail_oringinal_describe", "fastmail-quote", "qt", "moz-cite-prefix", "gmail_attr",
    "gmail_signature", "moz-signature", "protonmail_signature_block", "tutanota_signature",
}  # fmt: skip
HOLDING_IDS = {
    "isreplycontent", "olk_src_body_section", "mail-editor-reference-message-container", "ntes-pcmail-quote",
    "replycontent", "yahoo_quoted", "mailcontentquote", "original-content", "quotedcontent", "mqqhtmlquote",
    "ntes-pcmac-signature", "ntes-mobile-signature", "ms-outlook-mobile-signature",
}  # fmt: skip
AFTER_IDS = {
    "divrplyfwdmsg", "appendonsend", "stopspelling", "zwchr", "reply-intro", "replysplit", "ms-outlook-mobile-body-separator-line",
}  # fmt: skip
AFTER_CLASSES = {"outlookmessageheader", "mail_header_reply"}
LABELS = r"(?:From|Sent|Date|发件人|發件人|寄件者|寄件人|发送时间|Von|Gesendet|De|Envoy[ée]|Da|Van|Fra|Från|От|差出人|보낸 사람|Od)"
_HEAD = re.compile(rf"^\W*{LABELS}\s*[:：]", re.I)


def mark(tree: HtmlElement) -> bool:
    """Put signs around the quotes of a tree; returns whether any was found. Also sets ``data-quote`` for the page."""
    found = False
    for element in list(tree.iter()):
        if not isinstance(element.tag, str) or _inside_marked(element):
            continue
        how = _how(element)
        if how == "holds":
            _before(element, START)
            element.tail = END + (element.tail or "")
            element.set("data-quote", "")
            found = True
        elif how == "after":
            _before(element, REST)
            found = True
            break
    return found


def _inside_marked(element: HtmlElement) -> bool:
    parent = element.getparent()
    while parent is not None:
        if "data-quote" in parent.attrib:
            return True
        parent = parent.getparent()
    return False


def _before(element: HtmlElement, sign: str) -> None:
    parent, previous = element.getparent(), element.getprevious()
    if parent is None:
        return
    sign = "\n" + sign
    if previous is not None:
        previous.tail = (previous.tail or "") + sign
    else:
        parent.text = (parent.text or "") + sign


def _how(element: HtmlElement) -> str:
    """What kind of mark the element is: one that "holds" the quote, one that the quote comes "after", or none ("")."""
    tag = element.tag
    if tag in ("html", "body", "head"):
        return ""
    classes = {re.sub(r"^(x_)+", "", name) for name in (element.get("class") or "").lower().split()}
    name = re.sub(r"^(x_)+", "", (element.get("id") or element.get("name") or "").lower())
    if (
        classes & HOLDING_CLASSES
        or name in HOLDING_IDS
        or tag == "includetail"
        or name.startswith("aolmsgpart")
    ):
        return "" if _is_answered_inside(element) else "holds"
    if name in AFTER_IDS or classes & AFTER_CLASSES:
        return "after"
    if tag == "blockquote":
        return "holds" if _is_citing(element, classes) else ""
    style = re.sub(r"\s", "", (element.get("style") or "").lower())
    if tag == "div" and "border-top:" in style and "solid" in style and _begins_with_head(element):
        return "after"  # Outlook and Foxmail: a line above the header of what is answered
    if tag == "hr" and _head_follows(element):
        return "after"
    return ""


def _is_answered_inside(element: HtmlElement) -> bool:
    """Whether a box of attribution and quote also holds words after the quote: an answer between the lines."""
    if element.tag == "blockquote":
        return False
    quotes = [child for child in element if child.tag == "blockquote"]
    if not quotes:
        return False
    words = quotes[0].tail or ""
    for following in quotes[0].itersiblings():
        if isinstance(following.tag, str) and following.tag != "blockquote":
            words += str(following.text_content())
        words += following.tail or ""
    return bool(words.strip())


def _is_citing(element: HtmlElement, classes: set[str]) -> bool:
    if (
        (element.get("type") or "").lower() == "cite"
        or element.get("cite")
        or any("quote" in c for c in classes)
    ):
        return True
    style = re.sub(r"\s", "", (element.get("style") or "").lower())
    if "border-left" in style or "border-color" in style:
        return True
    if _is_last(element):
        return True
    before = _text_before(element)
    return bool(re.search(r"[:：]\s*$", before)) and bool(re.search(r"@|\d{4}|\d{1,2}[:.]\d{2}", before))


def _is_last(element: HtmlElement) -> bool:
    """Whether a box stands at the end, with words above it and none below."""
    node = element
    while node is not None and node.tag != "body":
        if (node.tail or "").strip() or any(
            isinstance(one.tag, str) and str(one.text_content()).strip() for one in node.itersiblings()
        ):
            return False
        node = node.getparent()
    return bool(_text_before(element))


def _text_before(element: HtmlElement) -> str:
    """The last words before an element, at most 300."""
    node, words = element, ""
    for _ in range(4):
        previous = node.getprevious()
        if previous is not None:
            words = (
                (str(previous.text_content()) if isinstance(previous.tag, str) else "")
                + (previous.tail or "")
                + words
            )
            node = previous
        else:
            parent = node.getparent()
            if parent is None:
                break
            words = (parent.text or "") + words
            node = parent
        if words.strip():
            break
    return words[-300:].strip()


def _begins_with_head(element: HtmlElement) -> bool:
    return _HEAD.match(str(element.text_content())[:400].strip()) is not None


def _head_follows(element: HtmlElement) -> bool:
    words = element.tail or ""
    node = element
    for _ in range(6):
        following = node.getnext()
        if following is None:
            parent = node.getparent()
            if parent is None or len(words.strip()) > 3:
                break
            node = parent
            words += node.tail or ""
            continue
        words += (str(following.text_content())[:500] if isinstance(following.tag, str) else "") + (
            following.tail or ""
        )
        node = following
        if len(words.strip()) > 40:
            break
    return _HEAD.match(words.strip()) is not None


def new_part(text: str) -> str:
    """The text outside the marked quotes."""
    text = text.split(REST)[0]
    out, depth = [], 0
    for piece in re.split(f"([{START}{END}])", text):
        if piece == START:
            depth += 1
        elif piece == END:
            depth = max(0, depth - 1)
        elif not depth:
            out.append(piece)
    return "".join(out)


def whole(text: str) -> str:
    """The text without the signs."""
    return re.sub(f"{END}", "", re.sub(f"[ \t]*\n*[{REST}{START}][ \t]*", "\n", text))
