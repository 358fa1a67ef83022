from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from quanfu.desk import permissions
from quanfu.desk.actions.link import link_requests, unlink_requests
from quanfu.desk.enums import LinkKind
from quanfu.desk.forms.link import LinkForm
from quanfu.desk.queries.link import access_link, related_of
from quanfu.desk.queries.request import access_request
from quanfu.desk.queries.snooze import sleeping
from quanfu.desk.queries.words import words
from quanfu.ui.page import answer, attempt, done, page


@page(permissions.LINK_CREATE)
def create(request: HttpRequest, number: str) -> HttpResponse:
    req = access_request(number, by=request.user, permission=permissions.LINK_CREATE)
    form = LinkForm(request.POST or None, by=request.user)
    if form.is_valid():
        other, kind = form.cleaned_data["other"], form.cleaned_data["kind"]
        upper, lower = (other, req) if kind == "child" else (req, other)
        made = LinkKind.RELATED if kind == "related" else LinkKind.PARENT
        if attempt(form, link_requests, request=upper, other=lower, kind=made, by=request.user):
            return done(request, "desk:request.show", number, message=_("They are linked."))
    return answer(request, {**words(req), "req": req, "form": form})


@page(permissions.LINK_DELETE, methods=("POST",))
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    link = access_link(pk, by=request.user)
    unlink_requests(link=link, by=request.user)
    return done(request, "desk:request.show", link.request.number, message=_("They are no longer linked."))


@page(permissions.LINK_PANEL, methods=("GET", "HEAD"))
def panel(request: HttpRequest, number: str) -> HttpResponse:
    """Everything that belongs to the request, as far as the reader may see it (TEC-1)."""
    req = access_request(number, by=request.user, permission=permissions.LINK_PANEL)
    return answer(
        request,
        {**words(), "req": req, "related": related_of(req, request.user), "sleeping": sleeping(req)},
        block="content",
    )
