from django.http import HttpRequest
from django.http.response import HttpResponseBase

from quanfu.reports import permissions
from quanfu.reports.views._figures import figures_page
from quanfu.ui.page import page


@page(permissions.UNIT_SHOW, methods=("GET", "HEAD"))
def show(request: HttpRequest) -> HttpResponseBase:
    """The same figures for heads of centres, outlets and stations: their own units and nothing else."""
    return figures_page(request, permissions.UNIT_SHOW)
