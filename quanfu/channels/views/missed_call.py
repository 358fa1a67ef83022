"""Callers whom nobody answered and nobody has called back yet."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from quanfu.channels import permissions
from quanfu.channels.queries.call import missed_calls_for, with_callers
from quanfu.channels.queries.extension import dials
from quanfu.core.clock import now
from quanfu.ui.listing import Column, listing
from quanfu.ui.page import answer, page

COLUMNS = [
    Column(_("Caller")), Column(_("Channel"), quiet=True), Column(_("Rings"), align="end", quiet=True), Column(_("Remark"), quiet=True),
    Column(_("Called"), align="end"), Column(_("To be called back by"), align="end"), Column(""),
]  # fmt: skip


@page(permissions.MISSED_CALL_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponse:
    found = with_callers(missed_calls_for(request.user, permissions.MISSED_CALL_INDEX), request.user)
    shown = listing(request, found, columns=COLUMNS, order=["return_due_at", "id"], search=["phone"])
    return answer(request, {"list": shown, "now": now(), "dials": dials(request.user)})
