"""Records that may be one customer, and records that lack something."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from quanfu.customers import permissions
from quanfu.customers.queries.duplicate import GAPS, duplicate_groups, gaps_for
from quanfu.ui.listing import Column, listing
from quanfu.ui.page import answer, page

COLUMNS = [Column(_("Name"), sort="name"), Column(_("Phone")), Column(_("Mail"), quiet=True)]
LABELS = [
    ("doubles", _("Perhaps twice")), ("unreachable", _("No way to reach them")), ("placeless", _("Without a place")),
]  # fmt: skip


@page(permissions.DUPLICATE_INDEX, methods=("GET", "HEAD"))
def index(request: HttpRequest) -> HttpResponse:
    """?view= doubles | unreachable | placeless"""
    view = request.GET.get("view", "")
    context = {"tabs": LABELS, "view": view if view in GAPS else "doubles", "groups": None, "list": None}
    if view in GAPS:
        rows = listing(request, gaps_for(request.user, view), columns=COLUMNS, order=["name", "id"])
        return answer(request, context | {"list": rows})
    return answer(request, context | {"groups": duplicate_groups(request.user)})
