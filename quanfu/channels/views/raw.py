"""The raw form of what came in, for whoever may see it."""

from django.http import HttpRequest, HttpResponse

from quanfu.channels import permissions
from quanfu.channels.queries.incoming import access_incoming
from quanfu.core.files import file_url
from quanfu.ui.page import go, page


@page(permissions.RAW_SHOW, methods=("GET", "HEAD"))
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """To a link made for this reader."""
    incoming = access_incoming(pk, by=request.user, permission=permissions.RAW_SHOW)
    return go(request, file_url(incoming.raw, request))
