"""Files in a talk: sent by the visitor, and fetched by them."""

from typing import TYPE_CHECKING, Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse

from quanfu.channels.queries.talk import speaker
from quanfu.channels.queries.turn import file_of
from quanfu.core.files import headers_of, open_file
from quanfu.portal import permissions
from quanfu.portal.actions.talk import send_file
from quanfu.portal.views._chat import METHODS, of_talk
from quanfu.portal.views._visitor import address_of
from quanfu.ui.page import public_page

if TYPE_CHECKING:
    from quanfu.channels.models import Channel, Talk


@public_page(permissions.TALK_FILE_CREATE, methods=METHODS)
@of_talk
def create(request: HttpRequest, channel: "Channel", talk: "Talk", given: dict[str, Any]) -> HttpResponse:
    """multipart: file, nonce."""
    uploaded, nonce = request.FILES.get("file"), request.POST.get("nonce", "")
    if uploaded is None or not 8 <= len(nonce) <= 40:
        raise Http404("file")
    turn = send_file(
        talk=talk, uploaded=uploaded, nonce=nonce, from_address=address_of(request), by=speaker(talk)
    )
    return JsonResponse(turn, status=201)


@public_page(permissions.TALK_FILE_SHOW, methods=METHODS)
@of_talk
def show(request: HttpRequest, channel: "Channel", talk: "Talk", given: dict[str, Any]) -> HttpResponse:
    """?turn=N: the file of that turn of one's own talk."""
    number = request.GET.get("turn", "")
    stored = file_of(talk, int(number) if number.isascii() and number.isdecimal() and len(number) < 9 else 0)
    headers = headers_of(stored)
    kind = headers.pop("Content-Type")  # else the name's ending would decide
    response: Any = FileResponse(
        open_file(stored), content_type=kind, as_attachment=True, filename=stored.name, headers=headers
    )
    return response  # type: ignore[no-any-return]
