"""Articles on a request: those it was answered with, and those that could answer it."""

from typing import TYPE_CHECKING

from quanfu.desk.models import Citation, Request
from quanfu.knowledge.queries.article import articles_of

if TYPE_CHECKING:
    from quanfu.knowledge.models import Article

MOST = 20  # offered at a time; more words narrow the choice


def citable_articles(request: Request, words: str = "") -> "list[Article]":
    """Articles of the request's company that hold the words, those most used first."""
    return list(articles_of(request.company_id, words=words)[:MOST])


def cited_articles(request: Request) -> "list[Article]":
    """What the request was answered with, in order."""
    cited = Citation.objects.filter(request=request).select_related("article").order_by("at", "pk")
    return [citation.article for citation in cited]
