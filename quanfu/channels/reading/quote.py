"""Which lines of a plain text are quoted: by >, by "... wrote:", by the head of the mail below, by a separator."""

from __future__ import annotations

import re

from quanfu.channels.reading.phrases import (
    DATED_SENDER,
    EVIDENCE,
    LABEL,
    REPLY_ABOVE,
    SEPARATOR,
    SEPARATOR_LINE,
    STARTS,
    WROTE,
)

LONGEST_LINE = 600
MOST_LINES = 20_000
LONG_ENOUGH_TO_WRAP = 38
_RULE = re.compile(r"^[\s>|]*[-_—–=*~＿－.·]{3,}\s*$")
_HEAD_IN_ONE = re.compile(
    r"^[\s>*]*(?:From|Date|Sent|发件人|發件人|发送时间)\s?[:：].{3,160}\b(?:From|To|收件人)\s?[:：].{1,160}(?:Subject|主题|主題)\s?[:：]",
    re.I,
)
_TITLE = re.compile(r"^\s*[-_—–=*~＿－]{2,}\s*[^-_—–=*~＿－]{1,40}?\s*[-_—–=*~＿－]{2,}\s*$")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060\ufeff\xad]")
# Words of one's own and the attribution on one line: "fine. On Wed, Apr 4, 2012 at 3:59 PM, bob@example.com wrote:"
_INLINE = re.compile(
    r"^(?P<own>.{1,400}?)[ \t]*(?:[-_]{2,}[ \t]*|(?<=\s))(?P<attribution>(?:On|Am|Le|El|Il|Op|Den)[ \t]+(?:[A-Za-zÀ-ÿ]{2,10}[,.]?[ \t]+)?"
    r"(?:\d|[A-Z][a-z]{2,8}[ \t]+\d).{6,240}(?:wrote|schrieb.{0,80}|a écrit|escribió|ha scritto|schreef.{0,80}|skrev.{0,80})\s?:)\s*$"
)
_STOPS = (".", "!", "?", ":", "。", "！", "？", "：")
_GOES_ON = re.compile(r"[a-zß-öø-ÿа-я]|[_=&%?;/.]\S")
_ENDS = re.compile(r"[:：]\s*[*_]?\s*$")


def own_lines(text: str) -> list[str]:
    """The lines that are not quoted, those around answers between quotes included; [] if all is quoted.

    A head at the very top, with nothing above it, belongs to the mail itself (a copy pasted whole): what is under it
    counts as its own words.
    """
    lines = []
    for line in text.split("\n")[:MOST_LINES]:
        line = _INVISIBLE.sub("", line).replace("\xa0", " ").rstrip()
        if (both := _inline(line)) and not STARTS.match(line):
            lines += [both["own"].rstrip(), both["attribution"]]
        else:
            lines.append(line)
    if (head := _leading_head(lines)) and (rest := _cut(lines[head:])):
        return rest
    return _cut(lines)


def _inline(line: str) -> re.Match[str] | None:
    """Words of one's own with the attribution behind them; looked for only where a line ends as one does."""
    if len(line) >= LONGEST_LINE or not _ENDS.search(line):
        return None
    return _INLINE.match(re.sub(r"[ \t]{2,}", " ", line))


def _leading_head(lines: list[str]) -> int:
    """How many lines at the top are the head of the mail itself; 0 if it has none or it is one of a forwarded mail."""
    start = next((i for i, line in enumerate(lines) if line.strip()), len(lines))
    return start + length if (length := head_length(lines, start)) else 0


def _cut(lines: list[str]) -> list[str]:
    own: list[str] = []
    index = 0
    while index < len(lines):
        line = lines[index]
        if not line.strip():
            own.append("")
            index += 1
            continue
        if _is_marked(line):
            index += 1 + _wrapped(lines, index)
            continue
        if _is_separator(line):
            break
        if head_length(lines, index):
            if own and _TITLE.match(own[-1]):
                own.pop()  # a separator in words that we do not know
            break
        if length := attribution_length(lines, index) or _bare_attribution(lines, index):
            after = next((i for i in range(index + length, len(lines)) if lines[i].strip()), len(lines))
            if after == len(lines) or not lines[after].lstrip().startswith(">"):
                break  # a quote without marks: all the rest
            index = after
            continue
        own.append(line)
        index += 1
    while own and (not own[-1].strip() or _RULE.match(own[-1])):
        own.pop()
    while own and not own[0].strip():
        own.pop(0)
    return own


def _is_marked(line: str) -> bool:
    """Whether a line begins with the mark of a quote, and not with a face or an arrow."""
    start = line.lstrip()
    return (
        start.startswith((">", "》", "＞"))
        and not start.startswith((">:", ">_<"))
        and not line.endswith("<<<")
    )


def _wrapped(lines: list[str], index: int) -> int:
    """How many lines under a marked one are its rest, that a program on the way wrapped without a mark.

    Only between two marked lines: a long one above that ends inside a sentence, and small letters or rubbish that go on.
    """
    for count in (1, 2):
        under = index + count
        if under >= len(lines) or not lines[under].strip():
            return 0
        if _is_marked(lines[under]):
            return count - 1
        above = lines[under - 1]
        if len(above) < LONG_ENOUGH_TO_WRAP or above.endswith(_STOPS) or not _GOES_ON.match(lines[under]):
            return 0
    return 0


def _is_separator(line: str) -> bool:
    if len(line) > 160:
        return False
    return bool(SEPARATOR.match(line) or SEPARATOR_LINE.match(line) or REPLY_ABOVE.search(line))


def attribution_length(lines: list[str], start: int) -> int:
    """How many lines from ``start`` say who wrote what follows: "On ..., X wrote:"; 0 if they do not."""
    joined = ""
    if (
        not STARTS.match(lines[start][:80])
        and "@" not in lines[start]
        and not lines[start].rstrip().endswith("<")
        and not WROTE.search(lines[start][:LONGEST_LINE])
    ):
        return 0
    for count in range(1, 5):
        if (
            start + count > len(lines)
            or not (line := lines[start + count - 1].strip())
            or len(joined) > LONGEST_LINE
        ):
            return 0
        whole = count > 1 and STARTS.match(line) and _ENDS.search(line) and WROTE.search(line)
        if whole and EVIDENCE.search(line):
            return 0  # the attribution begins here, not above
        joined = joined[:-1] + line if joined.endswith("=") else f"{joined} {line}".strip()
        if not _ENDS.search(joined) and not DATED_SENDER.search(joined):
            continue
        if len(joined) > LONGEST_LINE:
            return 0
        if DATED_SENDER.search(joined) and not _says_more(joined):
            return count
        if WROTE.search(joined[-120:]) and EVIDENCE.search(joined) and _begins_so(joined):
            return count
        if _ENDS.search(joined):
            return 0
    return 0


def _bare_attribution(lines: list[str], index: int) -> int:
    """1 where a line says only who wrote, and a marked line follows at once: "Marc wrote:"."""
    line = lines[index].strip()
    follows = index + 1 < len(lines) and _is_marked(lines[index + 1])
    return int(
        follows and len(line) < 80 and _ENDS.search(line) is not None and WROTE.search(line[-40:]) is not None
    )


def _begins_so(joined: str) -> bool:
    """Whether text starts as an attribution does: with a day, or a name right before "wrote" or an address."""
    if STARTS.match(joined):
        return True
    return bool(re.match(r"^\W*[^.!?。！？]{1,120}[<(\[（].{0,90}@", joined)) or len(joined) < 130


def _says_more(joined: str) -> bool:
    return len(re.findall(r"[.!?。！？]\s+[A-Z\u4e00-\u9fff]", joined)) > 2


def head_length(lines: list[str], start: int) -> int:
    """How many lines from ``start`` are the head of a quoted mail (From, Sent, To, Subject in any language); 0 if none."""
    if start < len(lines) and _HEAD_IN_ONE.match(lines[start][:LONGEST_LINE]):
        return 1
    first = LABEL.match(_label_line(lines[start])) if start < len(lines) else None
    if first is None or first["other"] is not None or first["to"] is not None:
        return 0
    kinds: dict[str, str] = {}
    last, index, blank = start, start, 0
    while index < min(len(lines), start + 16):
        line = _label_line(lines[index])
        if not line.strip(" |>*-"):
            blank += 1
            if blank > 1 or len(kinds) < 1:
                break
        elif match := LABEL.match(line):
            kind = match.lastgroup if match.lastgroup != "value" else ""
            name = next(
                name for name in ("from", "sent", "to", "subject", "other") if match[name] is not None
            )
            if name in kinds and name not in ("other", "to") and kind is not None:
                break
            kinds.setdefault(name, match["value"] or "")
            last, blank = index, 0
        elif blank or index - last > 4 or not kinds:
            break
        index += 1
    return last - start + 1 if _is_head(kinds) else 0


def _label_line(line: str) -> str:
    """A line with the spaces inside Chinese labels taken out: 主　题, 发 件 人."""
    return re.sub(r"(?<=[\u4e00-\u9fff])[ \u3000]+(?=[\u4e00-\u9fff]{1,3}\s*[:：])", "", line[:400])


def _is_head(kinds: dict[str, str]) -> bool:
    if set(kinds) == {"sent", "to"}:
        return bool(re.search(r"\d{4}", kinds["sent"])) and "@" in kinds["to"]
    if len(kinds) < 2 or (
        "from" not in kinds and not ("sent" in kinds and "to" in kinds and "subject" in kinds)
    ):
        return False
    if "sent" not in kinds and "subject" not in kinds:
        return False  # from and to alone: somebody's parcel
    if "sent" in kinds and not re.search(r"\d", kinds["sent"]) and "subject" not in kinds:
        return False
    return len(kinds) >= 3 or "@" in kinds.get("from", "") or bool(re.search(r"\d{4}", kinds.get("sent", "")))
