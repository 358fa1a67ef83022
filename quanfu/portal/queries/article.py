"""The public part of the library as visitors and search engines read it (KNB-10)."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from markupsafe import Markup

from quanfu.core.rules import rule
from quanfu.knowledge.queries.article import public_articles
from quanfu.knowledge.queries.library import in_order_of
from quanfu.knowledge.queries.markdown import plain, rendered
from quanfu.knowledge.queries.search import search_articles
from quanfu.knowledge.queries.topic import Chapter, chapters, topics_of

if TYPE_CHECKING:
    from quanfu.knowledge.models import Article
    from quanfu.org.models import Unit

LONGEST_QUESTION = 100
SUMMARY = 150  # characters that search engines show
CHINESE, ENGLISH = "zh-hans", "en"


@dataclass(frozen=True)
class Found:
    """A line of the list. ``title`` and ``excerpt`` are marked up where something was looked for."""

    pk: int
    title: str | Markup
    excerpt: str | Markup


@dataclass(frozen=True)
class Shelf:
    """A chapter with what stands in it."""

    chapter: Chapter | None
    articles: list[Found]


def shelves_of(company: "Unit", *, topic: str = "") -> list[Shelf]:
    """All public articles by topic in the order of the tree, most used first; one topic with all below it for ?topic=."""
    articles = public_articles(company.pk)
    tree = [chapter for chapter in chapters(topics_of(company.pk), articles) if chapter.count]
    wanted = next((c for c in tree if str(c.topic.pk) == topic), None)
    by_topic: dict[int | None, list[Found]] = {}
    for article in articles.order_by("-uses", "title"):
        by_topic.setdefault(article.topic_id, []).append(Found(article.pk, article.label, ""))
    shown = [
        Shelf(c, by_topic.get(c.topic.pk, [])) for c in tree if wanted is None or c.topic.pk in wanted.ids
    ]
    if wanted is None and None in by_topic:
        shown.append(Shelf(None, by_topic[None]))
    return shown


def looked_for(company: "Unit", words: str) -> list[Found]:
    """Public articles that answer the words, best first."""
    most = int(rule("portal.articles_found", company=company.pk))
    hits = {hit.article_id: hit for hit in search_articles(company.pk, words, public=True, limit=most)}
    readable = in_order_of(
        public_articles(company.pk), list(hits)
    )  # whoever searched: what is internal stays inside
    return [Found(a.pk, hits[a.pk].title_marked, hits[a.pk].excerpt_marked) for a in readable]


def path_of(company: "Unit", article: "Article", language: str = CHINESE) -> str:
    """Its address in a language: the bare one is Chinese."""
    path = reverse("portal:article.show", args=[company.code, article.pk])
    return path if language == CHINESE else f"{path}?{urlencode({'lang': language})}"


def page_of(company: "Unit", article: "Article") -> dict[str, Any]:
    """What the page of an article shows, and says of itself to search engines, in the language at work."""
    language = ENGLISH if get_language() == ENGLISH and article.body_en else CHINESE
    here = settings.PUBLIC_URL + path_of(company, article, language)
    languages = [(CHINESE, "zh-Hans"), *([(ENGLISH, "en")] if article.body_en else [])]
    near = (
        public_articles(company.pk)
        .filter(topic=article.topic_id)
        .exclude(pk=article.pk)
        .order_by("-uses", "title")
    )
    return {
        "article": article, "html": rendered(article.text), "canonical": here, "summary": summary_of(article),
        "alternates": [(code, settings.PUBLIC_URL + path_of(company, article, name)) for name, code in languages],
        "near": [Found(a.pk, a.label, "") for a in near[:5]] if article.topic_id else [], "structured": structured(article, here),
    }  # fmt: skip


def summary_of(article: "Article") -> str:
    words = " ".join(plain(article.text).split())
    return words if len(words) <= SUMMARY else words[: SUMMARY - 1] + "…"


def structured(article: "Article", address: str) -> Markup:
    """The question and its answer as schema.org's FAQPage. A data block is no script: browsers never run it, and it cannot
    be ended from within, as < and > are written as escapes."""
    data = {
        "@context": "https://schema.org", "@type": "FAQPage", "url": address,
        "mainEntity": [{
            "@type": "Question", "name": article.label,
            "acceptedAnswer": {"@type": "Answer", "text": str(rendered(article.text)).strip()},
        }],
    }  # fmt: skip
    text = json.dumps(data, ensure_ascii=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)  # noqa: S704  the signs that could end the block are gone


def addresses_of(companies: "list[Unit]") -> list[tuple[str, Any, list[tuple[str, str]]]]:
    """(address, last change, [(language, address)]) of all public pages of the companies, for the map of the site."""
    found: list[tuple[str, Any, list[tuple[str, str]]]] = []
    for company in companies:
        for name in ("portal:company.show", "portal:article.index"):
            found.append((settings.PUBLIC_URL + reverse(name, args=[company.code]), None, []))
        for article in public_articles(company.pk).only("pk", "body_en", "published_at").order_by("pk"):
            zh = settings.PUBLIC_URL + path_of(company, article)
            both = (
                [("zh-Hans", zh), ("en", settings.PUBLIC_URL + path_of(company, article, ENGLISH))]
                if article.body_en
                else []
            )
            found.append((zh, article.published_at, both))
            if both:
                found.append((both[1][1], article.published_at, both))
    return found
