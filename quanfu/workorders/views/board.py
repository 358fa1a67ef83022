from django.http import HttpRequest, HttpResponse

from quanfu.core.clock import now
from quanfu.ui.page import answer, page
from quanfu.workorders import permissions
from quanfu.workorders.forms.order import PlaceFilter
from quanfu.workorders.queries.board import board_for


@page(permissions.BOARD_SHOW, methods=("GET", "HEAD"))
def show(request: HttpRequest) -> HttpResponse:
    """A team's work by state; the columns renew themselves twice a minute (SLA-10)."""
    form = PlaceFilter(request.GET, by=request.user, permission=permissions.BOARD_SHOW)
    board = board_for(
        request.user, permissions.BOARD_SHOW, form.cleaned_data if form.is_valid() else {}, at=now()
    )
    return answer(request, {"board": board, "filters": form, "at": now()}, block="board")
