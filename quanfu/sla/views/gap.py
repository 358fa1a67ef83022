from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from quanfu.sla import permissions
from quanfu.sla.queries.gap import gaps_for
from quanfu.ui.listing import Column, listing
from quanfu.ui.page import answer, page

COLUMNS = (
    Column(_("Request")), Column(_("What is missing")), Column(_("Responsible")), Column(_("Unit"), quiet=True),
    Column(_("Received"), align="end"),
)  # fmt: skip


@page(permissions.GAP_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponse:
    """Open requests without owner, deadline or department: there should be none (SLA-6)."""
    found = listing(request, gaps_for(request.user), columns=COLUMNS, order=("opened_at", "id"), search=("number", "subject"))  # fmt: skip
    return answer(request, {"listing": found})
