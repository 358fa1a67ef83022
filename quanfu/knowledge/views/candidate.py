from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quanfu.knowledge import permissions
from quanfu.knowledge.actions.candidate import dismiss_candidate
from quanfu.knowledge.queries.library import tabs_for
from quanfu.knowledge.queries.report import access_candidate, candidates_for
from quanfu.ui.listing import Column, listing
from quanfu.ui.page import answer, done, page

COLUMNS = [
    Column(gettext_lazy("What is asked"), sort="title"), Column(gettext_lazy("Times asked"), sort="count", align="end"),
    Column(gettext_lazy("For example"), quiet=True), Column(gettext_lazy("Proposed"), sort="found_at", align="end"), Column("", align="end"),
]  # fmt: skip


@page(permissions.CANDIDATE_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponse:
    """Questions that come again and again and have no article."""
    rows = candidates_for(request.user, permissions.CANDIDATE_INDEX)
    found = listing(request, rows, columns=COLUMNS, order=("-count", "pk"))
    return answer(request, {"list": found, "tabs": tabs_for(request.user)})


@page(permissions.CANDIDATE_DELETE, methods=("POST",))
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    candidate = access_candidate(pk, by=request.user, permission=permissions.CANDIDATE_DELETE)
    dismiss_candidate(candidate=candidate, by=request.user)
    return done(
        request,
        "knowledge:candidate.index",
        message=_("“%(title)s” needs no article.") % {"title": candidate.title},
    )
