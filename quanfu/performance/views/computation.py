from django.http import HttpRequest, HttpResponse
from django.utils.translation import ngettext

from quanfu.performance import permissions
from quanfu.performance.actions.sheet import compute_sheet
from quanfu.performance.views._bulk import settle
from quanfu.ui.page import page


@page(permissions.COMPUTATION_CREATE, methods=("POST",))
def create(request: HttpRequest) -> HttpResponse:
    """Compute the sheets named by `sheet`; those that cannot be are named with the reason."""
    return settle(
        request, permissions.COMPUTATION_CREATE, compute_sheet,
        said=lambda n: ngettext("%(n)d sheet computed.", "%(n)d sheets computed.", n) % {"n": n},
    )  # fmt: skip
