"""Lists of articles from outside: CSV, Excel and JSON lines as one kind of row."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from quanfu.core.errors import Refused
from quanfu.core.tables import Row, Unreadable, read_table
from quanfu.knowledge.enums import ArticleKind

LONGEST_LINE = 1024 * 1024
# the column's name, and what people call it
COLUMNS = {
    "title": ("question", "问题", "标题", "题目"), "body": ("answer", "text", "content", "答案", "答复", "内容", "正文"),
    "title_en": ("question_en", "英文问题", "英文标题"), "body_en": ("answer_en", "英文答案", "英文答复", "英文内容"),
    "topic": ("category", "主题", "分类", "类别"), "public": ("is_public", "公开", "是否公开"), "owner": ("负责人", "责任人"),
    "words": ("tags", "synonyms", "关键词", "同义词", "标签"), "kind": ("类型",), "review_on": ("review", "复核日期"),
}  # fmt: skip
NAMES = {alias: name for name, aliases in COLUMNS.items() for alias in (name, *aliases)}
YES, NO = (
    {"1", "yes", "y", "true", "是", "公开", "对外"},
    {"", "0", "no", "n", "false", "否", "内部", "不公开"},
)
LONGEST = {"title": 120, "title_en": 120, "body": 10000, "body_en": 10000, "words": 300}


def read_articles(path: Path) -> Iterator[tuple[int, Row]]:
    """(line, row) with the columns by our names; others are left out. Raises Unreadable, also for a table without any of the
    two columns that every article has."""
    with path.open("rb") as file:
        first = file.read(4096).lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if first == b"[":
        raise Unreadable(_("This is one list in JSON; write each article as an object on a line of its own."))
    for line, row in _json_lines(path) if first == b"{" else read_table(path):
        known = Row({NAMES[key.strip().casefold()]: value for key, value in row.items() if key.strip().casefold() in NAMES})  # fmt: skip
        known.problem = row.problem
        if first != b"{" and "title" not in known and "body" not in known:
            heads = ", ".join(head.strip()[:20] for head in list(row)[:6] if head.isprintable())
            raise Unreadable(
                _(
                    "This is no list of articles: it has no column “title” and no column “body”, but: %(heads)s"
                )
                % {"heads": heads or "?"}
            )
        yield line, known


def _json_lines(path: Path) -> Iterator[tuple[int, Row]]:
    with path.open("rb") as file:
        line = 0
        while raw := file.readline(LONGEST_LINE + 1):
            line += 1
            if len(raw) > LONGEST_LINE:
                raise Unreadable(
                    _("Line %(line)s cannot be read: %(reason)s") % {"line": line, "reason": _("too long")}
                )
            if not raw.strip():
                continue
            try:
                found = json.loads(raw.decode("utf-8-sig"))
            except (ValueError, RecursionError) as error:
                row = Row()
                row.problem = str(error)[:120]
                yield line, row
                continue
            row = Row(
                {str(key): _text(value) for key, value in found.items()} if isinstance(found, dict) else {}
            )
            if not isinstance(found, dict):
                row.problem = _("no object with fields")
            yield line, row


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def record_of(row: Row) -> dict[str, Any]:
    """The fields as an article takes them, topic and owner still by name; Refused with what is wrong."""
    if row.problem:
        raise Refused(row.problem)
    text = {name: row.get(name, "").replace("\r\n", "\n").strip() for name in COLUMNS}
    for name in ("title", "body"):
        if not text[name]:
            raise Refused(_("“%(column)s” is missing.") % {"column": name})
    for name, most in LONGEST.items():
        if len(text[name]) > most:
            raise Refused(
                _("“%(column)s” has more than %(most)s characters.") % {"column": name, "most": most}
            )
        if "\0" in text[name]:
            raise Refused(_("“%(column)s” holds characters that are no text.") % {"column": name})
    if bool(text["title_en"]) != bool(text["body_en"]):
        raise Refused(_("Question and answer belong together."))
    public = text["public"].casefold()
    if public not in YES | NO:
        raise Refused(_("“%(value)s” is neither yes nor no.") % {"value": text["public"]})
    kind = text["kind"] or ArticleKind.FAQ
    if kind not in ArticleKind.values:
        kind = next((value for value, label in ArticleKind.choices if str(label) == kind), "")
        if not kind:
            raise Refused(_("There is no kind “%(name)s”.") % {"name": text["kind"]})
    return {
        "title": text["title"], "body": text["body"], "title_en": text["title_en"], "body_en": text["body_en"], "words": text["words"],
        "is_public": public in YES, "kind": kind, "topic": text["topic"], "owner": text["owner"], "review_on": _day(text["review_on"]),
    }  # fmt: skip


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10].replace("/", "-")) if text else None
    except ValueError:
        raise Refused(_("“%(value)s” is no date.") % {"value": text}) from None
