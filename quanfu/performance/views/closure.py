from django.http import HttpRequest, HttpResponse
from django.utils.translation import ngettext

from quanfu.performance import permissions
from quanfu.performance.actions.sheet import close_sheet
from quanfu.performance.views._bulk import settle
from quanfu.ui.page import page


@page(permissions.CLOSURE_CREATE, methods=("POST",))
def create(request: HttpRequest) -> HttpResponse:
    """Close the sheets named by `sheet`; those that cannot be are named with the reason."""
    return settle(
        request, permissions.CLOSURE_CREATE, close_sheet,
        said=lambda n: ngettext("%(n)d sheet closed.", "%(n)d sheets closed.", n) % {"n": n},
    )  # fmt: skip
