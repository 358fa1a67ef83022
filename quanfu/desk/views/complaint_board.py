from django.http import HttpRequest, HttpResponse

from quanfu.desk import permissions
from quanfu.desk.queries.case_page import board_for
from quanfu.desk.queries.words import words
from quanfu.ui.page import answer, page


@page(permissions.COMPLAINT_BOARD_SHOW, methods=("GET", "HEAD"))
def show(request: HttpRequest) -> HttpResponse:
    """Open complaints by state, the leader's view: where each stands, who has it, what is missing."""
    return answer(request, {**words(), "columns": board_for(request.user, permissions.COMPLAINT_BOARD_SHOW)})
