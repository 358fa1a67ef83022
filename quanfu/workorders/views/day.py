from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localtime

from quanfu.core.clock import now
from quanfu.ui.page import answer, page
from quanfu.workorders import permissions
from quanfu.workorders.queries.order import day_of


@page(permissions.DAY_SHOW, methods=("GET", "HEAD"))
def show(request: HttpRequest) -> HttpResponse:
    """One's own day: what is late, what is due today, what comes later, what is done."""
    at = now()
    start = localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    day = day_of(request.user, at=at, start=start, end=start + timedelta(days=1))
    return answer(request, {"day": day, "at": at}, block="orders")
