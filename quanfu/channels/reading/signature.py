"""What is under a letter: signatures, greetings with a name, phones' lines, lists' footers, disclaimers."""

from __future__ import annotations

import re

from quanfu.channels.reading.phrases import (
    BANNER,
    CONTACT,
    DISCLAIMER,
    MOBILE,
    POSITION,
    SIGN_OFF,
    WEAK_SIGN_OFF,
)

MOST_UNDER_SIGN_OFF = 14  # lines that a greeting may have under it: name, post, company, numbers
MOST_UNDER_RULE = 40
_DASHES = re.compile(r"^\s*(?:--|—|—-|--\s|-- -|––|__)\s*$")
_FOOTER_RULE = re.compile(r"^\s*(?:[_]{10,}|[-]{20,}|[=]{10,}|[*]{10,}|[—]{5,}|[＿]{5,}|-{3,})\s*$")
_TABLE_RULE = re.compile(r"[\s|]*\|[\s|]*")  # what is left of a table without borders
_NAME = r"[A-ZÀ-ÞА-Я][\w.'’-]*"
_DASH_NAME = re.compile(
    rf"^\s*(?:[-–~/]\s?|—{{1,2}}\s?|--\s?){_NAME}(?: (?:de|van|der|den|von|da|di|la|le|bin|al|el)){{0,2}}(?: {_NAME}){{0,3}}\s*$"
)
_DASH_NAME_ZH = re.compile(r"^\s*(?:——|—|--|－－|-)\s*[\u4e00-\u9fff·]{2,5}\s*$")
_NAME_ONLY = re.compile(rf"^\s*\**(?:[\u4e00-\u9fff·]{{2,4}}|{_NAME}(?: {_NAME}){{0,2}})\**\s*$")
_NAME_AND_POST = re.compile(rf"^\s*\**{_NAME}(?: {_NAME}){{1,2}}\**\s*[|｜/,]\s*\S.*$")
_SIGNED = re.compile(
    rf"^(?P<greeting>[^,，]{{2,40}})[,，]\s*(?P<name>{_NAME}(?: {_NAME}){{0,2}}|[\u4e00-\u9fff]{{2,4}})\s*$"
)
_FOOTER = re.compile(
    r"mailing list|listinfo|unsubscribe|you (?:are )?receiv(?:ed|ing) this|reply to this email directly|view (?:it|this)"
    r" (?:on|in)|退订|取消订阅|to stop receiving|google groups|subscribed to|manage your",
    re.I,
)
_SENTENCE = re.compile(
    r"[.!?。！？；;]\s*$|[，,].*[，,]|\b(?:please|can|could|will|would|have|is|are|I)\b|请|吗|我们|需要"
)


def own_words(lines: list[str], sender: str = "") -> list[str]:
    """The lines without what stands under a letter, and without banners above it. Never cuts all of it away."""
    kept = _without_banner(lines)
    for _ in range(4):
        shorter = _trimmed(_cut_once(kept, sender))
        if not shorter or len(shorter) == len(kept):
            break
        kept = shorter
    return _trimmed(kept)


def _trimmed(lines: list[str]) -> list[str]:
    start, end = 0, len(lines)
    while start < end and not lines[start].strip():
        start += 1
    while end > start and (not lines[end - 1].strip() or _FOOTER_RULE.match(lines[end - 1])):
        end -= 1
    return lines[start:end]


def _without_banner(lines: list[str]) -> list[str]:
    """Without the warning that a server put above a mail from outside."""
    lines = _trimmed(lines)
    end = next((i for i, line in enumerate(lines) if not line.strip()), len(lines))
    if end < min(len(lines), 6) and lines and BANNER.match(" ".join(lines[:end])[:400]):
        return _trimmed(lines[end:])
    return lines


def _cut_once(lines: list[str], sender: str) -> list[str]:
    """The lines above the first thing that begins an end, or all of them."""
    for index, line in enumerate(lines):
        if index == 0 or not line.strip():
            continue
        if _begins_end(lines, index, sender):
            return lines[:index]
    return lines


def _begins_end(lines: list[str], index: int, sender: str) -> bool:
    line = lines[index]
    filled = [one for one in lines[index + 1 : index + 200] if one.strip()][:60]
    after_blank = not lines[index - 1].strip()
    if _DASHES.match(line):
        return len(filled) <= MOST_UNDER_RULE and not (line.strip() == "__" and not after_blank)
    if _FOOTER_RULE.match(line) and len(filled) <= MOST_UNDER_RULE:
        block = "\n".join(filled[:12])
        if _FOOTER.search(block) or DISCLAIMER.search(filled[0] if filled else ""):
            return True
        if after_blank and _is_name_with_post(filled):
            return True
        is_card = after_blank and _is_card(filled, sender) and len(filled) <= MOST_UNDER_SIGN_OFF
        return is_card and not _is_announced(lines, index)
    if len(line) < 120 and MOBILE.match(line):
        return len(filled) <= 3 or all(_is_under(one) for one in filled[:8])
    if _TABLE_RULE.fullmatch(line) and _is_card_in_table(filled):
        return True
    if DISCLAIMER.match(line) and after_blank:
        return True
    if len(line) < 70 and _is_sign_off(line):
        return _is_farewell(line, filled, after_blank)
    if (_DASH_NAME.match(line) or _DASH_NAME_ZH.match(line)) and _is_last_words(lines, index, filled):
        return True
    if _is_announced(lines, index):
        return False
    if sender and _is_name_of(line, sender) and len(filled) <= 8 and all(_is_under(one) for one in filled):
        return True
    if not after_blank or any(_DASHES.match(one) for one in filled):
        return False
    return _is_name_with_post([line, *filled]) or (
        len(filled) <= 9 and _is_card([line, *filled], sender) and _names(lines, index, sender)
    )


def _is_announced(lines: list[str], index: int) -> bool:
    """Whether the words above say that something follows: then a name with numbers is what they want to tell."""
    above = next((line for line in reversed(lines[:index]) if line.strip()), "")
    return above.rstrip().endswith((":", "："))


def _is_sign_off(line: str) -> bool:
    """Whether a line takes leave, in one language or two, or with the name behind it."""
    if SIGN_OFF.match(line):
        return True
    if signed := _SIGNED.match(line):
        return SIGN_OFF.match(signed["greeting"]) is not None
    both = re.split(r"\s[/|]\s", line)
    return len(both) == 2 and all(SIGN_OFF.match(half) for half in both)


def _is_name_with_post(lines: list[str]) -> bool:
    """Whether a few last lines are a name and what its bearer does: "小满", "活动协调人"."""
    if not 0 < len(lines) <= 4 or any(len(line) > 60 or _is_talk(line) for line in lines):
        return False
    if _NAME_AND_POST.match(lines[0]):
        return POSITION.search(lines[0]) is not None
    return len(lines) > 1 and _NAME_ONLY.match(lines[0]) is not None and _is_post(lines[1])


def _is_post(line: str) -> bool:
    return POSITION.search(line) is not None and len(line) < 40 and not re.search(r"[:：]|\d", line)


def _is_farewell(line: str, filled: list[str], after_blank: bool) -> bool:
    """Whether a greeting ends the letter: only short lines under it, as names and numbers are."""
    if len(filled) > MOST_UNDER_SIGN_OFF and not any(
        DISCLAIMER.match(one) or _FOOTER_RULE.match(one) for one in filled
    ):
        return False
    if not filled:
        return True
    if any(_is_talk(one) for one in filled[:2]):
        return False
    return not WEAK_SIGN_OFF.match(line) or after_blank or len(filled) <= 4


def _is_under(line: str) -> bool:
    """Whether a line may stand under a name: numbers, a post, a company, a link."""
    return len(line) < 90 and (not _is_talk(line) or CONTACT.search(line) is not None)


def _is_talk(line: str) -> bool:
    return (len(line) > 60 and not CONTACT.search(line)) or bool(
        len(line) > 12 and _SENTENCE.search(line) and not CONTACT.search(line) and not POSITION.search(line)
    )


def _is_last_words(lines: list[str], index: int, filled: list[str]) -> bool:
    """Whether a dash with a name ends the letter and is no point of a list."""
    if len(filled) > 6 or not all(_is_under(one) for one in filled):
        return False
    dash = lines[index].strip()[0]
    return not any(one.strip().startswith(dash) for one in filled) and not lines[
        index - 1
    ].strip().startswith(dash)


def _is_name_of(line: str, sender: str) -> bool:
    words = line.strip(" *_,，.。-—–|/").casefold()
    name = sender.strip().casefold()
    return bool(words) and (
        words == name or (len(words) > 2 and words in name.split() and len(name.split()) <= 4)
    )


def _is_card(lines: list[str], sender: str) -> bool:
    """Whether lines are a visiting card: short, with at least two ways to reach a person."""
    if not lines or any(len(line) > 100 for line in lines) or any(_is_talk(line) for line in lines):
        return False
    reach = sum(CONTACT.search(line) is not None for line in lines)
    post = sum(POSITION.search(line) is not None for line in lines)
    return reach >= 2 or (reach >= 1 and post >= 1)


def _is_card_in_table(lines: list[str]) -> bool:
    """Whether a table that became text is a visiting card: NetEase's clients sign so."""
    words = [line.strip(" |") for line in lines if line.strip(" |")]
    return (
        0 < len(words) <= 10 and any(CONTACT.search(one) for one in words) and not any(map(_is_talk, words))
    )


def _names(lines: list[str], index: int, sender: str) -> bool:
    """Whether a card says whose it is: the sender's name, or a post. A customer's own data has neither."""
    card = [line for line in lines[index:] if line.strip()]
    named = bool(sender) and any(_is_name_of(re.split(r"[|｜/,，]", line)[0], sender) for line in card)
    return named or (
        any(POSITION.search(line) and not CONTACT.search(line) for line in card[:4])
        and not re.search("[:：]", card[0])
    )
