"""All channels at a glance: which work, what came in, what hangs."""

from django.http import HttpRequest, HttpResponse

from quanfu.channels import permissions
from quanfu.channels.queries.board import board_for
from quanfu.ui.page import answer, page


@page(permissions.CHANNEL_BOARD_SHOW, methods=("GET", "HEAD"))
def show(request: HttpRequest) -> HttpResponse:
    places = board_for(request.user, permissions.CHANNEL_BOARD_SHOW)
    return answer(
        request, {"places": places, "troubled": sum(bool(place.trouble) for place in places)}, block="board"
    )
