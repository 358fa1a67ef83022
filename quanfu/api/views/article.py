from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from ninja import Query, Router

from quanfu.api.forms.article import ArticleList
from quanfu.api.views.door import require
from quanfu.knowledge import permissions
from quanfu.knowledge.actions.gap import note_search
from quanfu.knowledge.queries.article import public_articles, published
from quanfu.knowledge.queries.search import search_articles

router = Router(tags=["knowledge"])


@router.get("/knowledge/search", response=ArticleList, url_name="article.index", summary="Search the library")
def index(
    request: HttpRequest, q: str = Query(..., min_length=1, max_length=100, description="words, or a question"),
    limit: int = Query(10, ge=1, le=50), internal: bool = Query(False, description="also what only staff may read; needs the right to open articles"),
) -> dict[str, Any]:  # fmt: skip
    """Published articles of the company whose token this is, the best first. A search that finds nothing is counted as a gap."""
    person: Any = require(request, permissions.ARTICLE_SHOW) if internal else request.user
    company = person.company
    hits = {hit.article_id: hit for hit in search_articles(company.pk, q, public=not internal, limit=limit)}
    readable = (published if internal else public_articles)(company.pk)
    found = {article.pk: article for article in readable.filter(pk__in=list(hits)).select_related("topic")}
    note_search(company=company, words=q, hits=len(found), by=person)
    return {"items": [_shown(found[pk], hit, company.code) for pk, hit in hits.items() if pk in found]}


def _shown(article: Any, hit: Any, code: str) -> dict[str, Any]:
    english = get_language() == "en" and bool(article.body_en)
    path = reverse("portal:article.show", args=[code, article.pk]) if article.is_public else None
    return {
        "id": article.pk, "title": article.label, "excerpt": hit.excerpt_marked.striptags(), "text": article.text,
        "language": "en" if english else "zh-Hans", "topic": article.topic.label if article.topic else None,
        "public": article.is_public, "score": hit.score, "url": settings.PUBLIC_URL + path if path else None,
    }  # fmt: skip
