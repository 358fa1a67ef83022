from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from quanfu.sla import permissions
from quanfu.sla.queries.recomputation import recomputations_for
from quanfu.ui.listing import Column, listing
from quanfu.ui.page import answer, page

COLUMNS = (
    Column(_("Because of")), Column(_("State")), Column(_("Clocks"), align="end"), Column(_("Changed"), align="end"),
    Column(_("By"), quiet=True), Column(_("Begun"), sort="at"),
)  # fmt: skip


@page(permissions.RECOMPUTATION_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponse:
    """Which changes were brought to running clocks, and how far they are."""
    found = listing(request, recomputations_for(request.user), columns=COLUMNS, order=("-at", "-id"))
    return answer(request, {"listing": found}, block="runs")
