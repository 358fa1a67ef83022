"""The library as a printed handbook (KNB-6): chapters in the order of the tree, questions numbered within."""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils import translation
from django.utils.translation import gettext as _

from quanfu.core.clock import now
from quanfu.knowledge.models import Article
from quanfu.knowledge.queries.article import public_articles, published
from quanfu.knowledge.queries.topic import chapters, topics_of
from quanfu.ui.formats import day

if TYPE_CHECKING:
    from quanfu.org.models import Unit

SOURCE = Path(__file__).parents[1] / "templates" / "knowledge" / "handbook" / "handbook.typ"


SHORT, LINES = 600, 20  # characters and lines of an answer that is kept together on one page


@dataclass
class Handbook:
    articles: int
    pdf: bytes


def handbook_of(company: "Unit", *, public: bool, english: bool = False) -> Handbook:
    """The published articles as PDF; only those for customers with ``public``, only those with an English text with
    ``english``. Their text goes in as data and never as source. About 0.3 s for a hundred articles."""
    with translation.override("en" if english else translation.get_language()):
        data = content_of(company, public=public, english=english)
        return Handbook(sum(len(c["articles"]) for c in data["chapters"]), _typeset(data))


def content_of(company: "Unit", *, public: bool, english: bool = False) -> dict[str, Any]:
    """What the handbook says, as JSON: words of its frame, chapters, articles as lists of blocks."""
    found = public_articles(company.pk) if public else published(company.pk)
    if english:
        found = found.exclude(body_en="")
    by_topic: dict[int | None, list[Article]] = {}
    for article in found.order_by("-uses", "title"):
        by_topic.setdefault(article.topic_id, []).append(article)
    parts: list[dict[str, Any]] = []
    for chapter in chapters(topics_of(company.pk), found):
        if chapter.count:
            articles = [_entry(a) for a in by_topic.get(chapter.topic.pk, [])]
            parts.append({"title": chapter.topic.label, "level": chapter.level + 1, "articles": articles})
    if rest := by_topic.get(None):
        parts.append({"title": _("Other questions"), "level": 1, "articles": [_entry(a) for a in rest]})
    return {
        "title": _("Handbook of answers"), "company": company.label, "chapters": parts, "lang": "en" if english else "zh",
        "about": _("%(count)s questions and answers, as of %(day)s") % {"count": sum(len(p["articles"]) for p in parts), "day": day(now())},
        "reach": _("For customers") if public else _("For our staff only"), "contents": _("Contents"), "page": _("Page {n} of {all}"),
        "author": company.label,
    }  # fmt: skip


def _entry(article: Article) -> dict[str, Any]:
    from quanfu.knowledge.queries.blocks import blocks_of

    return {
        "title": article.label, "blocks": blocks_of(article.text), "short": len(article.text) < SHORT and article.text.count("\n") < LINES,
        "about": _("Version %(number)s of %(day)s") % {"number": article.version, "day": day(article.published_at)},
    }  # fmt: skip


def _typeset(data: dict[str, Any]) -> bytes:
    import typst

    fonts: Any = [_fonts()]
    return bytes(
        typst.compile(
            _source(), font_paths=fonts, ignore_system_fonts=True, format="pdf",
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        )
    )  # fmt: skip


@lru_cache(maxsize=1)
def _source() -> bytes:
    return SOURCE.read_bytes()


@lru_cache(maxsize=1)
def _fonts() -> str:
    import pylopdf_fonts_zh_cn

    return str(Path(str(pylopdf_fonts_zh_cn.sans_path())).parent)
