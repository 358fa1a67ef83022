"""Limits for answering that were not kept."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy

from quanfu.channels import permissions
from quanfu.channels.forms.check import BreachFilter
from quanfu.channels.queries.check import breaches_by_channel, breaches_for
from quanfu.ui.listing import Column, listing
from quanfu.ui.page import answer, page

COLUMNS = [
    Column(gettext_lazy("Channel")), Column(gettext_lazy("Limit")), Column(gettext_lazy("Allowed"), align="end"),
    Column(gettext_lazy("Took"), align="end"), Column(gettext_lazy("Request"), quiet=True), Column(gettext_lazy("Time"), align="end"),
]  # fmt: skip


@page(permissions.BREACH_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponse:
    form = BreachFilter(request.GET)
    found = breaches_for(request.user, permissions.BREACH_INDEX, **form.wanted())
    rows = listing(request, found, columns=COLUMNS, order=["-at", "-id"], filters=form)
    return answer(request, {"list": rows, "counts": breaches_by_channel(found)})
