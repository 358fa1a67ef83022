from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quanfu.core.fields import show_facts
from quanfu.customers.queries.customer import customer_by_phone
from quanfu.customers.queries.phone import normal_phone
from quanfu.desk import permissions
from quanfu.desk.actions.request import open_request
from quanfu.desk.forms.note import NoteForm
from quanfu.desk.forms.request import RequestFilter, RequestForm
from quanfu.desk.queries.acts import acts_for
from quanfu.desk.queries.inbox import BY_CODE, VIEWS, inbox_counts, inbox_rows, inbox_ways
from quanfu.desk.queries.request import access_request, requests_for
from quanfu.desk.queries.timeline import timeline_of
from quanfu.desk.queries.words import words
from quanfu.ui.listing import Column, listing
from quanfu.ui.page import answer, attempt, done, page

COLUMNS = (
    Column(gettext_lazy("Request")), Column(gettext_lazy("Customer"), quiet=True), Column(gettext_lazy("Responsible"), quiet=True),
    Column(gettext_lazy("State")), Column(gettext_lazy("Due"), align="end"),
)  # fmt: skip


@page(permissions.REQUEST_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponse:
    """The inbox: named lists with capped counts, search over everything in reach."""
    by = request.user
    form = RequestFilter(request.GET)
    filters = form.cleaned_data if form.is_valid() else {}
    view = BY_CODE.get(str(filters.get("view")), VIEWS[0])
    rows, order = inbox_rows(by, view, filters)
    counts = inbox_counts(by)
    return answer(request, {
        **words(), "view": view, "tabs": [(BY_CODE[code], number) for code, number in counts.items()], "views": VIEWS, "filters": form,
        "list": listing(request, rows, columns=COLUMNS, order=order, ways=inbox_ways(by, order)),
    })  # fmt: skip


@page(permissions.REQUEST_SHOW, methods=("GET", "HEAD"))
def show(request: HttpRequest, number: str) -> HttpResponse:
    req = access_request(number, by=request.user, permission=permissions.REQUEST_SHOW)
    return answer(request, {
        **words(req), "req": req, "acts": acts_for(req, request.user), "timeline": timeline_of(req), "note": NoteForm(),
        "facts": show_facts(req.service_type.fields_owner, req.facts) if req.service_type else [],
        "history": requests_for(request.user, permissions.REQUEST_SHOW).filter(customer=req.customer_id).exclude(pk=req.pk).order_by("-opened_at")[:6],
    })  # fmt: skip


@page(permissions.REQUEST_CREATE)
def create(request: HttpRequest) -> HttpResponse:
    """The call form. ?phone= shows who is calling and what they asked before."""
    by = request.user
    phone = normal_phone(request.GET.get("phone", ""))
    who = customer_by_phone(by.company, phone) if phone else None
    initial = {
        "contact_phone": phone,
        "contact_name": who.name if who else "",
        "contact_email": who.email if who else "",
    }
    form = RequestForm(request.POST or None, by=by, initial=initial)
    if request.method == "POST" and form.is_valid():
        req = attempt(form, open_request, company=by.company, by=by, **form.cleaned_data)
        if req:
            return done(
                request,
                "desk:request.show",
                req.number,
                message=_("%(number)s is registered.") % {"number": req.number},
            )
    known = (
        requests_for(by, permissions.REQUEST_SHOW).filter(customer=who).order_by("-opened_at")[:5]
        if who
        else []
    )
    return answer(request, {"form": form, "who": who, "known": known})
