from django.http import HttpRequest, HttpResponse

from quanfu.desk import permissions
from quanfu.desk.queries.citation import citable_articles, cited_articles
from quanfu.desk.queries.request import access_request
from quanfu.knowledge.queries.markdown import plain
from quanfu.ui.page import answer, page


@page(permissions.CITATION_PANEL, methods=("GET", "HEAD"))
def panel(request: HttpRequest, number: str) -> HttpResponse:
    """Articles to answer with, most used first, and those used already; a script puts the chosen one into the composer."""
    req = access_request(number, by=request.user, permission=permissions.CITATION_PANEL)
    words = request.GET.get("q", "")[:100]
    context = {"req": req, "q": words, "articles": citable_articles(req, words), "cited": cited_articles(req), "plain": plain}  # fmt: skip
    return answer(request, context, block="content")
