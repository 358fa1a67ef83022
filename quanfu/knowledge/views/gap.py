from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quanfu.knowledge import permissions
from quanfu.knowledge.actions.gap import dismiss_gap
from quanfu.knowledge.queries.library import tabs_for
from quanfu.knowledge.queries.report import access_gap, gaps_for
from quanfu.ui.download import KINDS, download_listing
from quanfu.ui.listing import Column, listing
from quanfu.ui.page import answer, done, page

COLUMNS = [
    Column(gettext_lazy("Looked for"), sort="words"), Column(gettext_lazy("How often"), sort="count", align="end"),
    Column(gettext_lazy("First"), sort="first_at", value="first_at", align="end", quiet=True),
    Column(gettext_lazy("Last"), sort="last_at", align="end"), Column("", align="end"),
]  # fmt: skip


@page(permissions.GAP_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponseBase:
    """What readers looked for and did not find, most often first."""
    found = listing(
        request, gaps_for(request.user, permissions.GAP_INDEX), columns=COLUMNS, order=("-count", "words")
    )
    wanted = request.GET.get("format", "")
    if wanted in KINDS:
        return download_listing(found, _("Searched in vain"), wanted)
    return answer(request, {"list": found, "tabs": tabs_for(request.user)})


@page(permissions.GAP_DELETE, methods=("POST",))
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    gap = access_gap(pk, by=request.user, permission=permissions.GAP_DELETE)
    dismiss_gap(gap=gap, by=request.user)
    return done(
        request, "knowledge:gap.index", message=_("“%(words)s” is off the list.") % {"words": gap.words}
    )
