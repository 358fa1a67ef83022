from django.http import HttpRequest
from django.http.response import HttpResponseBase

from quanfu.reports import permissions
from quanfu.reports.views._figures import figures_page
from quanfu.ui.page import page


@page(permissions.DASHBOARD_SHOW, methods=("GET", "HEAD"))
def show(request: HttpRequest) -> HttpResponseBase:
    """The four figures with targets, trend, months and breakdown, over everything in the manager's reach."""
    return figures_page(request, permissions.DASHBOARD_SHOW)
