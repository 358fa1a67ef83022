"""Articles on a request: those it was answered with, and those that could answer it."""

from typing import TYPE_CHECKING

from quanfu.desk.models import Citation, Request
from quanfu.knowledge.queries.article import articles_of, published
from quanfu.knowledge.queries.library import in_order_of
from quanfu.knowledge.queries.search import search_articles

if TYPE_CHECKING:
    from quanfu.knowledge.models import Article

MOST = 20  # offered at a time; more words narrow the choice


def citable_articles(request: Request, words: str = "") -> "list[Article]":
    """Articles of the request's company: those that answer the words, best first; without words those most used."""
    if not words.strip():
        return list(articles_of(request.company_id)[:MOST])
    hits = search_articles(request.company_id, words, public=False, limit=MOST)
    return list(in_order_of(published(request.company_id), [hit.article_id for hit in hits]))


def cited_articles(request: Request) -> "list[Article]":
    """What the request was answered with, in order."""
    cited = Citation.objects.filter(request=request).select_related("article").order_by("at", "pk")
    return [citation.article for citation in cited]
