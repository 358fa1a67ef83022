"""Answers that customers find by themselves; nothing internal, whatever is asked for."""

from functools import partial
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from quanfu.core.actor import visitor
from quanfu.core.clock import today
from quanfu.core.files import file_url
from quanfu.knowledge.actions.gap import note_search
from quanfu.knowledge.queries.article import files_of, public_article
from quanfu.org.queries.unit import company_of_code
from quanfu.portal import permissions
from quanfu.portal.forms.opinion import OpinionForm
from quanfu.portal.queries.article import CHINESE, ENGLISH, LONGEST_QUESTION, looked_for, page_of, shelves_of
from quanfu.ui.page import answer, public_page

if TYPE_CHECKING:
    from quanfu.knowledge.models import Article
    from quanfu.org.models import Unit


@public_page(permissions.ARTICLE_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest, code: str) -> HttpResponse:
    """All answers by topic; ?q= what is found; ?topic= one chapter. A search that finds nothing is counted."""
    company = company_of_code(code, today())
    words = " ".join(request.GET.get("q", "").replace("\0", "").split())[:LONGEST_QUESTION]
    found = looked_for(company, words) if words else []
    if words and not found and request.method == "GET":
        note_search(company=company, words=words, hits=0, by=visitor(""))
    shelves = [] if words else shelves_of(company, topic=request.GET.get("topic", ""))
    context = {
        "company": company, "words": words, "found": found, "shelves": shelves, "canonical": settings.PUBLIC_URL + request.path,
    }  # fmt: skip
    return answer(request, context)


@public_page(permissions.ARTICLE_SHOW, methods=("GET", "HEAD"))
def show(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """One answer, in the language of ?lang= or of the reader."""
    company = company_of_code(code, today())
    return answer_page(request, company, public_article(pk, company_id=company.pk))


def answer_page(
    request: HttpRequest, company: "Unit", article: "Article", opinion: OpinionForm | None = None
) -> HttpResponse:
    """``opinion``: as it was typed, where it was refused."""
    wish = request.GET.get("lang", "")
    language = wish if wish in (CHINESE, ENGLISH) else translation.get_language()
    with translation.override(language):
        context = {
            "company": company, **page_of(company, article), "files": files_of(article), "file_url": partial(file_url, request=request),
            "opinion": opinion,
        }  # fmt: skip
        response = answer(request, context, template="portal/article/show.html")
        response["Content-Language"] = "en" if language == ENGLISH and article.body_en else "zh-Hans"
    return response
