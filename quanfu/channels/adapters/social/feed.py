"""Comments out of RSS, Atom, JSON and CSV. Pure and bounded; what cannot be one raises BadFeed."""

import csv
import hashlib
import html
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

MOST = 2000  # comments of one feed or file
LONGEST = 20_000
TAGS = re.compile(r"<[^>]*>")
# What platforms and people call the same thing.
NAMES = {
    "id": ("id", "guid", "comment_id", "编号", "评论id", "评论编号"),
    "text": (
        "text",
        "content",
        "content_text",
        "content_html",
        "comment",
        "description",
        "summary",
        "内容",
        "评论",
        "评论内容",
    ),
    "author": ("author", "user", "name", "nickname", "作者", "用户", "昵称"),
    "at": (
        "at",
        "time",
        "date",
        "created_at",
        "date_published",
        "published",
        "pubdate",
        "updated",
        "时间",
        "日期",
    ),
    "url": ("url", "link", "链接", "网址"),
    "rating": ("rating", "stars", "score", "评分", "星级"),
    "mood": ("mood", "sentiment", "情感", "倾向"),
}


class BadFeed(Exception):
    """What came is no list of comments; the text says why, for people."""


@dataclass(frozen=True)
class Comment:
    key: str
    raw: bytes


def comments_of(body: bytes) -> list[Comment]:
    """RSS, Atom, JSON Feed, a JSON list or CSV, told apart by the first sign."""
    text = _decoded(body).strip()
    if text.startswith("<"):
        rows = _of_xml(text)
    elif text[:1] in ("{", "["):
        rows = _of_json(text)
    else:
        rows = _of_csv(text)
    try:
        found = [_comment(row) for _number, row in zip(range(MOST), rows, strict=False)]
    except csv.Error:  # a picture, a workbook
        raise BadFeed(_("There is no list of comments in it.")) from None
    return [comment for comment in found if comment]


def _comment(row: dict[str, Any]) -> Comment | None:
    said: dict[str, Any] = {}
    for name, others in NAMES.items():
        value = next((row[other] for other in others if row.get(other) not in (None, "")), "")
        said[name] = value
    said["text"] = html.unescape(TAGS.sub(" ", str(said["text"]))).strip()[:LONGEST]
    said["author"] = _author(said["author"])[:120]
    said["rating"] = _number_of(said["rating"])
    for name in ("id", "at", "url", "mood"):
        said[name] = str(said[name])[:500]
    if not said["text"]:
        return None
    key = said["id"] or said["url"]
    if not key:
        key = hashlib.sha256(f"{said['author']}\n{said['at']}\n{said['text']}".encode()).hexdigest()
    return Comment(key, json.dumps(said, ensure_ascii=False).encode("utf-8", "replace"))


def _author(given: Any) -> str:
    if isinstance(given, list):
        given = given[0] if given else ""
    return str(given.get("name", "")) if isinstance(given, dict) else str(given)


def _number_of(given: Any) -> float | None:
    try:
        return float(given) if given not in ("", None) else None
    except (TypeError, ValueError):
        return None


def _of_json(text: str) -> Iterator[dict[str, Any]]:
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        raise BadFeed(_("It is not valid JSON.")) from None
    if isinstance(read, dict):
        read = next(
            (
                read[name]
                for name in ("items", "comments", "data", "list")
                if isinstance(read.get(name), list)
            ),
            None,
        )
    if not isinstance(read, list):
        raise BadFeed(_("There is no list of comments in it."))
    for row in read:
        if isinstance(row, dict):
            authors = row.get("authors")
            yield {str(name).casefold(): value for name, value in row.items()} | (
                {"author": authors} if authors else {}
            )


def _of_xml(text: str) -> Iterator[dict[str, Any]]:
    from xml.etree import ElementTree

    if "<!DOCTYPE" in text or "<!ENTITY" in text:  # entities can grow without bound and read files
        raise BadFeed(_("A feed with a document type is not read."))
    try:
        root = ElementTree.fromstring(text)  # noqa: S314 - no document type, see above
    except (ElementTree.ParseError, ValueError):
        raise BadFeed(_("It is not valid XML.")) from None
    for item in root.iter():
        if _tag(item) in ("item", "entry"):
            row: dict[str, Any] = {}
            for part in item:
                name, value = _tag(part), (part.text or part.get("href") or "").strip()
                if name == "author" and len(part):
                    value = next((each.text or "" for each in part if _tag(each) == "name"), "")
                row.setdefault({"creator": "author", "encoded": "content"}.get(name, name), value)
            if "content" not in row and "description" not in row and "summary" not in row:
                row["text"] = row.get("title", "")
            yield row


def _tag(element: Any) -> str:
    return str(element.tag).rpartition("}")[2].casefold()


def _of_csv(text: str) -> Iterator[dict[str, Any]]:
    reader = csv.DictReader(io.StringIO(text))
    names = {name.strip().casefold() for name in reader.fieldnames or [] if name}
    if not names & set(NAMES["text"]):
        raise BadFeed(_("There is no column with the words of the comments (text or 内容)."))
    for row in reader:
        yield {
            str(name).strip().casefold(): (value or "").strip()
            for name, value in row.items()
            if name and isinstance(value, str)
        }


def _decoded(body: bytes) -> str:
    for charset in ("utf-8-sig", "gb18030"):
        try:
            return body.decode(charset)
        except UnicodeDecodeError:
            continue
    return body.decode("utf-8", "replace")
