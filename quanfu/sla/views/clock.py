from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from quanfu.core.clock import now
from quanfu.desk.queries.acts import covers
from quanfu.desk.queries.request import access_request
from quanfu.sla import permissions
from quanfu.sla.enums import ClockState
from quanfu.sla.forms.clock import ClockFilter
from quanfu.sla.queries.clock import clocks_for, soon, watched_clocks
from quanfu.sla.queries.explanation import explain
from quanfu.sla.queries.limit import reason_of
from quanfu.ui.listing import Column, listing
from quanfu.ui.page import answer, page
from quanfu.ui.paging import count_up_to

COLUMNS = (
    Column(_("Request")), Column(_("Target")), Column(_("Responsible")), Column(_("Due"), sort="due_at"),
    Column(_("Escalated to")), Column(_("Limit"), quiet=True),
)  # fmt: skip


@page(permissions.CLOCK_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponse:
    """What is late and what soon will be, the latest first; renews itself twice a minute (SLA-10)."""
    by, at = request.user, now()
    form = ClockFilter(request.GET, by=by, permission=permissions.CLOCK_INDEX)
    clocks = clocks_for(by, permissions.CLOCK_INDEX)
    rows = watched_clocks(clocks, form.cleaned_data if form.is_valid() else {}, at=at)
    running = clocks.filter(state=ClockState.RUNNING)
    counts = {
        "late": count_up_to(running.filter(due_at__lte=at)),
        "soon": count_up_to(running.filter(due_at__gt=at, due_at__lte=soon(at))),
        "running": count_up_to(running),
    }
    found = listing(
        request, rows, columns=COLUMNS, order=("due_at", "id"), filters=form,
        search=("request__number", "request__subject", "request__contact_phone"),
    )  # fmt: skip
    return answer(
        request, {"listing": found, "counts": counts, "at": at, "reason_of": reason_of}, block="clocks"
    )


@page(permissions.CLOCK_PANEL, methods=("GET", "HEAD"))
def panel(request: HttpRequest, number: str) -> HttpResponse:
    """The limits of a request, on its page at the desk: how long and why, and every instant of each: started, paused,
    warned, missed, extended, recomputed, and what is still to come."""
    req = access_request(number, by=request.user, permission=permissions.CLOCK_PANEL)
    may_extend = covers(req, by=request.user, permission=permissions.EXTENSION_CREATE)
    explained = explain(req)
    context = {
        "req": req, "clocks": explained, "at": now(),
        "may_extend": may_extend and any(one.clock.is_live and not one.clock.fixed for one in explained),
    }  # fmt: skip
    return answer(request, context)
