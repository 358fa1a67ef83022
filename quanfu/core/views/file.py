"""Files, through links that other pages made."""

from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase

from quanfu.core.files import SHOWN, access_file, headers_of, open_file
from quanfu.core.permissions import FILE_SHOW
from quanfu.ui.page import public_page


@public_page(FILE_SHOW, methods=("GET", "HEAD"))
def show(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The bytes, for the viewer the link was made for; 404 alike for absent, expired and somebody else's."""
    stored = access_file(pk, request)
    try:
        opened = open_file(stored)
    except FileNotFoundError:
        raise Http404 from None
    attached = stored.type not in SHOWN
    headers = headers_of(stored)
    kind = headers.pop("Content-Type")  # else the name's ending would decide
    return FileResponse(
        opened, content_type=kind, as_attachment=attached, filename=stored.name, headers=headers
    )
