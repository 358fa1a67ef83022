from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quanfu.desk import permissions
from quanfu.desk.actions.draft import drop_draft, keep_draft
from quanfu.desk.queries.draft import access_draft, drafts_for
from quanfu.desk.queries.request import access_request
from quanfu.ui.listing import Column, listing
from quanfu.ui.page import answer, done, page

HEADS = (
    Column(gettext_lazy("Request")),
    Column(gettext_lazy("Text")),
    Column(gettext_lazy("Written"), align="end"),
    Column(""),
)


@page(permissions.DRAFT_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponse:
    """What one has begun to write and not sent."""
    return answer(
        request, {"list": listing(request, drafts_for(request.user), columns=HEADS, order=("-at", "-pk"))}
    )


@page(permissions.DRAFT_CREATE, methods=("POST",))
def create(request: HttpRequest, number: str) -> HttpResponse:
    """The composer's text as it is now, from a script; 204 whether it was kept or there was nothing to keep."""
    req = access_request(number, by=request.user, permission=permissions.DRAFT_CREATE)
    given = request.POST
    keep_draft(
        request=req,
        mode=given.get("mode") or given.get("kind", ""),
        text=given.get("text", ""),
        by=request.user,
    )
    return HttpResponse(status=204)


@page(permissions.DRAFT_DELETE, methods=("POST",))
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    draft = access_draft(pk, by=request.user)
    drop_draft(request=draft.request, mode=draft.mode, by=request.user)
    return done(request, "desk:draft.index", message=_("The draft is gone."))
